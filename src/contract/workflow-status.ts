/** Whether a workflow goes on, by its status's name: a paused one does, when somebody unpauses it. */
export const goesOn = (statusName: string): boolean => statusName === 'RUNNING' || statusName === 'PAUSED';
