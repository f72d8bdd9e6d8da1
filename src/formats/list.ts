// Written by npm run generate: the formats that the files of this folder define.
import { csv } from './csv.js'
import { jsonl } from './jsonl.js'
import { anyFormat, type AnyFormat } from './format.js'

/** Each brings its entry of the spec and its reader. */
export const formats: readonly AnyFormat[] = [anyFormat(csv), anyFormat(jsonl)]
