import { requestShape, type Shape, type StructureShape } from './shapes.js';

export const skeletonKinds = ['input', 'yaml-input', 'output'] as const;

/** A document with every member, in AWS's order, for `--cli-input-json`. */
export const jsonSkeleton = (): string => `${JSON.stringify(sampleOf(requestShape), undefined, 4)}\n`;

/** The same for `--cli-input-yaml`, with what each member is. */
export const yamlSkeleton = (): string => `${yamlLines(requestShape, '').join('\n')}\n`;

function sampleOf(shape: Shape): unknown {
  switch (shape.type) {
    case 'string':
      return shape.enum?.[0] ?? '';
    case 'integer':
      return 0;
    case 'boolean':
      return true;
    case 'list':
      return [sampleOf(shape.of)];
    case 'map':
      return { KeyName: sampleOf(shape.of) };
    case 'structure':
      return Object.fromEntries(Object.entries(shape.members).map(([name, member]) => [name, sampleOf(member.shape)]));
  }
}

function yamlLines({ members }: StructureShape, indent: string): string[] {
  return Object.entries(members).flatMap(([name, { shape, about, isRequired }]) => {
    const values = shape.type === 'string' && shape.enum !== undefined ? ` Values: ${shape.enum.join(', ')}.` : '';
    const comment = ` # ${isRequired === true ? '[REQUIRED] ' : ''}${about}.${values}`;
    const [first = '', ...below] = yamlValue(shape, indent);
    return [`${indent}${name}:${first}${comment}`, ...below];
  });
}

/** What stands behind the key, and the lines below it. */
function yamlValue(shape: Shape, indent: string): string[] {
  const deeper = `${indent}  `;
  switch (shape.type) {
    case 'structure':
      return ['', ...yamlLines(shape, deeper)];
    case 'map': {
      const [first = '', ...below] = yamlValue(shape.of, deeper);
      return ['', `${deeper}KeyName:${first}`, ...below];
    }
    case 'list':
      return ['', `${indent}-${yamlValue(shape.of, deeper)[0] ?? ''}`];
    case 'string':
    case 'integer':
    case 'boolean': {
      const sample = sampleOf(shape);
      return [sample === '' ? " ''" : ` ${String(sample)}`];
    }
  }
}
