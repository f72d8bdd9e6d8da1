// Written by npm run generate: the formats that the files of this folder define.
import { jsonl } from './jsonl.js'
import { anyFormat, type AnyFormat } from './format.js'

/** Each brings its entry of the spec and its reader. */
export const formats: readonly AnyFormat[] = [anyFormat(jsonl)]
