import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultLineSettings, linesMemo, linesStart, type LineSettings } from '../contract/lines.js';
import { linesWorkflowId } from '../contract/names.js';

/** How the workflow of an instance's lines is started: where somebody has ended one, with as many lines as that one had. */
export async function linesStartAsBefore(client: Client, InstanceId: string) {
  const { args, ...start } = linesStart(InstanceId);
  return { ...start, args: [...args], memo: { [linesMemo]: await lastSettings(client, InstanceId) } };
}

async function lastSettings({ workflow }: Client, InstanceId: string): Promise<LineSettings> {
  try {
    const { memo } = await workflow.getHandle(linesWorkflowId(InstanceId)).describe();
    return (memo?.[linesMemo] as LineSettings | undefined) ?? defaultLineSettings;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return defaultLineSettings;
    throw error;
  }
}
