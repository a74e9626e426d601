/** The calls of the pages of accounts and API tokens. */
import type { Api, Result } from './client';
import { outcome } from './client';
import type { NewToken, Page, PasswordLink, Role, Scope, Token, User } from './types';

export const tokens = (api: Api): Promise<Result<Page<Token>>> =>
  outcome(api.GET('/tokens', { params: { query: { limit: 200 } } }));

/** Makes a token; its secret is in this answer and never shown again. */
export const createToken = (api: Api, title: string, scope: Scope): Promise<Result<NewToken>> =>
  outcome(api.POST('/tokens', { body: { title, scope } }));

export const revokeToken = (api: Api, id: number): Promise<Result<unknown>> =>
  outcome(api.DELETE('/tokens/{id}', { params: { path: { id } } }));

export const users = (api: Api): Promise<Result<Page<User>>> =>
  outcome(api.GET('/users', { params: { query: { limit: 200 } } }));

/** Makes an account, or a new link for one that has no password yet. */
export const createUser = (api: Api, name: string, role: Role): Promise<Result<PasswordLink>> =>
  outcome(api.POST('/users', { body: { name, role } }));
