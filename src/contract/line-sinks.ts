/** What a call's workflow tells its worker, at no cost in its history. */
export type LineSinks = {
  readonly lines: {
    /** A dial is about to wait for a line of the instance. */
    needed(InstanceId: string): void;
  };
};
