// Preloaded into a worker (`node --import`): its clock is wrong by RINGONCE_SOAK_SKEW_MS milliseconds, as that of a machine without NTP.
const skewMs = Number(process.env.RINGONCE_SOAK_SKEW_MS ?? 0);
const rightNow = Date.now;
Date.now = () => rightNow() + skewMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, newTarget),
});
