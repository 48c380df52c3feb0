/** What the building of a session may show, and what a person may ask for there. Types only, beside the rest in model.ts. */
import type { ReadonlySignal } from '@preact/signals';
import type { BuildChange, Draft } from '../core/build';
import type { BrokenRule, Lacking } from '../core/build-limits';
import type { OwnProtocol } from '../core/build-saved';
import type { Condition, Point, ProtocolVersion } from '../wire.gen';
import type { LibraryCard } from './model';

/** From nothing or the draft that was left; from these points; or from a protocol, be it the library's or one's own. */
export interface BuildRoute {
  screen: 'build';
  points: readonly string[];
  from: string | null;
}

/** A protocol the practice made, as the library lists it. */
export interface OwnCard extends OwnProtocol {
  card: LibraryCard;
}

export interface BuildState {
  draft: Draft;
  /** An own protocol is edited; else a new one is made. */
  is_edit: boolean;
  /** Null while it has no steps. */
  version: ProtocolVersion | null;
  length_ms: number;
  broken: BrokenRule[];
  lacks: Lacking[];
  /** What may be picked. */
  points: Point[];
  conditions: Condition[];
  condition: Condition | null;
}

export type BuildIntent =
  | { type: 'build_changed'; change: BuildChange }
  | { type: 'build_saved' }
  /** Everything that was picked is let go. */
  | { type: 'build_dropped' }
  | { type: 'own_put_away'; id: string }
  | { type: 'own_brought_back'; id: string };

/** The part of the model that is made here. */
export interface BuildModel {
  /** The practice's own protocols, on its staff's devices only; null until they are read. */
  own: ReadonlySignal<readonly OwnCard[] | null>;
  build: ReadonlySignal<BuildState | null>;
  /** This device is paired as owner or therapist: only then is anything built here. */
  is_staff: ReadonlySignal<boolean>;
}
