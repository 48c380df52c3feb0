/** What is fetched with the figures: the body map of a protocol, of a run, of a session, and where it hurts. */
import { PlaceMap } from '../finder/place-map';
import { DrawnPair, PainDrawing } from '../flow/drawing-plate';
import { BodyMap } from './map';
import { ProtocolMap } from './protocol-map';
import { RunMap } from './run-map';
import { SessionMap } from './session-map';

export const body_parts = { BodyMap, DrawnPair, PainDrawing, PlaceMap, ProtocolMap, RunMap, SessionMap } as const;

export type BodyParts = typeof body_parts;
