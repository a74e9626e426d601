/** Short names for the generated types. Adds nothing to them. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Applied = Schemas['Applied'];
export type Argument = Schemas['Argument'];
export type ArgumentSpec = Schemas['ArgumentSpec'];
export type Better = Schemas['Better'];
export type By = Schemas['By'];
export type Choice = Schemas['Choice'];
export type ColumnValues = Schemas['ColumnValues'];
export type CompareRow = Schemas['CompareRow'];
export type Candidate = Schemas['Candidate'];
export type Comparison = Schemas['Comparison'];
export type ContenderValues = Schemas['ContenderValues'];
export type CreateJoinToken = Schemas['CreateJoinToken'];
export type FieldProblem = Schemas['FieldProblem'];
export type Framework = Schemas['Framework'];
export type FrameworkDefinition = Schemas['FrameworkDefinition'];
export type FrameworkRow = Schemas['Page_FrameworkRow']['items'][number];
export type FromCommand = Schemas['FromCommand'];
export type Gap = Schemas['Gap'];
export type Hint = Schemas['Hint'];
export type HistoryEntry = Schemas['Page_HistoryEntry']['items'][number];
export type Host = Schemas['Page_Host']['items'][number];
export type Interval = Schemas['Interval'];
export type JoinToken = Schemas['JoinToken'];
export type Kpi = Schemas['Kpi'];
export type Kpis = Schemas['Kpis'];
export type Mark = Schemas['Mark'];
export type Marks = Schemas['Marks'];
export type Me = Schemas['Me'];
export type Problem = Schemas['Problem'];
export type ProposedFramework = Schemas['ProposedFramework'];
export type Queue = Schemas['Queue'];
export type ResultFile = Schemas['Page_ResultFile']['items'][number];
export type Run = Schemas['Run'];
export type RunDetail = Schemas['RunDetail'];
export type RunState = Schemas['RunState'];
export type Series = Schemas['Series'];
export type SeriesIndex = Schemas['SeriesIndex'];
export type SeriesRequest = Schemas['SeriesRequest'];
export type ServerInfo = Schemas['ServerInfo'];
export type Side = Schemas['Side'];
export type SideValues = Schemas['SideValues'];
export type Test = Schemas['Test'];
export type TestRow = Schemas['Page_TestRow']['items'][number];
export type Verdict = Schemas['Verdict'];
export type Waiting = Schemas['Waiting'];
export type NewToken = Schemas['NewToken'];
export type PasswordLink = Schemas['PasswordLink'];
export type RevisionDiff = Schemas['RevisionDiff'];
export type RevisionRow = Schemas['RevisionRow'];
export type Role = Schemas['Role'];
export type Scope = Schemas['Scope'];
export type SetTags = Schemas['SetTags'];
export type TagCount = Schemas['TagCount'];
export type TrashItem = Schemas['TrashItem'];
export type Token = Schemas['Token'];
export type User = Schemas['User'];

/** A page of a list. */
export interface Page<T> {
  items: T[];
  next?: string | null;
}
