/** The calls of the pages that prepare, change, tag and delete tests, and that bring back what was deleted. */
import type { RunAddress } from './calls';
import type { Api, Result } from './client';
import { outcome } from './client';
import type { Choice, Page, SetTags, TagCount, Test, TestRow, TrashItem } from './types';

export interface TestFilter {
  framework?: string | undefined;
  owner?: string | undefined;
  tag?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
}

export const listTests = (api: Api, query: TestFilter): Promise<Result<Page<TestRow>>> =>
  outcome(api.GET('/tests', { params: { query } }));

/** Makes a test without a run: of a framework, or like another test. */
export const prepareTest = (
  api: Api,
  from: { framework: string } | { test: number },
  choice: Choice,
): Promise<Result<Test>> => outcome(api.POST('/tests/new', { body: { ...choice, ...from } }));

export const editTest = (api: Api, id: number, choice: Choice): Promise<Result<Test>> =>
  outcome(api.PATCH('/tests/{id}', { params: { path: { id } }, body: choice }));

export const tagTest = (api: Api, id: number, tags: string[]): Promise<Result<SetTags>> =>
  outcome(api.PUT('/tests/{id}/tags', { params: { path: { id } }, body: { tags } }));

export const tags = (api: Api): Promise<Result<TagCount[]>> => outcome(api.GET('/tags'));

export const deleteTest = (api: Api, id: number): Promise<Result<TrashItem>> =>
  outcome(api.DELETE('/tests/{id}', { params: { path: { id } } }));

export const deleteRun = (api: Api, path: RunAddress): Promise<Result<TrashItem>> =>
  outcome(api.DELETE('/tests/{id}/runs/{n}', { params: { path } }));

export const trash = (api: Api, cursor?: string): Promise<Result<Page<TrashItem>>> =>
  outcome(api.GET('/trash', { params: { query: { limit: 100, cursor } } }));

export const restore = (api: Api, id: number): Promise<Result<TrashItem>> =>
  outcome(api.POST('/trash/{id}/restore', { params: { path: { id } } }));

/** Removes something in the trash for good. */
export const purge = (api: Api, id: number): Promise<Result<TrashItem>> =>
  outcome(api.DELETE('/trash/{id}', { params: { path: { id } } }));
