// Writes src/lib/api/schema.d.ts from ../openapi.json. Operations are named by path and method, because the ids in the
// document are only unique within a resource.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import * as prettier from 'prettier';

const target = new URL('src/lib/api/schema.d.ts', import.meta.url);
const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));
for (const operations of Object.values(document.paths)) {
  for (const operation of Object.values(operations)) delete operation.operationId;
}
const types = astToString(await openapiTS(document, { alphabetize: true }));
const options = await prettier.resolveConfig(target.pathname);
writeFileSync(target, await prettier.format(types, { ...options, parser: 'typescript' }));
