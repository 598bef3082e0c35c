import { Readable } from 'node:stream';
import { readBatch, type BatchFormat } from '../../../src/batch/file/read-batch.js';
import { allOf } from '../../support/all-of.js';
import type { CommonMembers } from '../../../src/batch/file/complete-row.js';

export const nothingInCommon: CommonMembers = {
  areFollowUps: false,
  request: {},
  times: {},
  conduct: {},
  options: {},
  plan: {},
};

interface Given {
  readonly format: BatchFormat;
  readonly idColumn?: string;
  readonly common?: Partial<CommonMembers>;
  /** Bytes that arrive together. Default: all. */
  readonly chunkBytes?: number;
}

/** All rows of a text, or of bytes. */
export async function read(content: string | Buffer, given: Given) {
  return allOf(await rowsOf(content, given));
}

/** The same, as they are read. */
export function rowsOf(content: string | Buffer, { format, idColumn = 'id', common, chunkBytes }: Given) {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / (chunkBytes ?? bytes.length)) }, (_, index) =>
    bytes.subarray(index * (chunkBytes ?? bytes.length), (index + 1) * (chunkBytes ?? bytes.length)),
  );
  const options = { format, idColumn, common: { ...nothingInCommon, ...common } };
  return readBatch(Readable.from(chunks), options);
}
