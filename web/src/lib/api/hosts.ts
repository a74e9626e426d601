/** The calls of the pages of hosts. */
import type { Api, Result } from './client';
import { outcome } from './client';
import type { CreateJoinToken, JoinToken } from './types';

/** Makes a token with which one agent joins. It is in this answer and never shown again. */
export const joinToken = (api: Api, body: CreateJoinToken): Promise<Result<JoinToken>> =>
  outcome(api.POST('/hosts/join-tokens', { body }));
