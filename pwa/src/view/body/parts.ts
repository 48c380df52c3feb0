/** What is fetched with the figures: the body map of a protocol, of a run, of a session. */
import { ProtocolMap } from './protocol-map';
import { RunMap } from './run-map';
import { SessionMap } from './session-map';

export const body_parts = { ProtocolMap, RunMap, SessionMap } as const;

export type BodyParts = typeof body_parts;
