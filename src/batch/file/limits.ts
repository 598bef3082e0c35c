import type { Issue } from '../../contract/issues.js';

/** Characters of one row. Attributes have 32 KiB at most; what is longer is a file of another kind, or a quote that is never closed. */
export const maxRowLength = 1_048_576;

/** What decoders put in the place of bytes that are not of the encoding: somebody would be called by a garbled name. */
export const replacementCharacter = '\ufffd';

export const garbled: Issue = { member: '', message: 'has a character that cannot be read: save the file as UTF-8' };
