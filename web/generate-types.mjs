// Writes src/lib/api/schema.d.ts from ../openapi.json.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import * as prettier from 'prettier';

const target = new URL('src/lib/api/schema.d.ts', import.meta.url);
const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));
const types = astToString(await openapiTS(document, { alphabetize: true }));
const options = await prettier.resolveConfig(target.pathname);
writeFileSync(target, await prettier.format(types, { ...options, parser: 'typescript' }));
