import { workflowInfo } from '@temporalio/workflow';
import type * as followUpModule from './follow-up/follow-up.js';
import type * as instanceLinesModule from './lines/instance-lines.js';
import type * as outboundCallModule from './call/outbound-call.js';

declare function require(path: './follow-up/follow-up.js'): typeof followUpModule;
declare function require(path: './lines/instance-lines.js'): typeof instanceLinesModule;
declare function require(path: './call/outbound-call.js'): typeof outboundCallModule;

/**
 * The bundle's entry: runs whatever workflow type was asked for.
 *
 * The sandbox evaluates modules anew for each workflow it caches, so each type has only its own evaluated. A function by its name would be an
 * import, hence all of them; the SDK takes the default export for types that no export is named after.
 * @see https://docs.temporal.io/dynamic-handler
 */
export default function runWorkflow(...args: unknown[]): Promise<unknown> {
  const { workflowType } = workflowInfo();
  switch (workflowType) {
    case 'outboundCall':
      return require('./call/outbound-call.js').outboundCall(
        ...(args as Parameters<typeof outboundCallModule.outboundCall>),
      );
    case 'followUp':
      return require('./follow-up/follow-up.js').followUp(...(args as Parameters<typeof followUpModule.followUp>));
    case 'instanceLines':
      return require('./lines/instance-lines.js').instanceLines(
        ...(args as Parameters<typeof instanceLinesModule.instanceLines>),
      );
    default:
      // Not a failure of the workflow: a newer worker may know the type.
      throw new TypeError(
        `No workflow type ${workflowType} is known here: outboundCall, followUp and instanceLines are.`,
      );
  }
}
