/** The shipped library as a server would publish it, from the content files; digests are left empty. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Condition, Library, Protocol, Question, Source, Step } from '../../../pwa/src/wire.gen';
import { POINTS, ZONES } from './body';

const CONTENT = fileURLToPath(new URL('../../../protocols/', import.meta.url));

function read<T>(path: string): T {
  return parse(readFileSync(CONTENT + path, 'utf8')) as T;
}

function yaml_in(folder: string): string[] {
  return readdirSync(CONTENT + folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`);
}

function whole(protocol: Protocol): Protocol {
  const steps = protocol.steps.map((step): Step => ({ ...step, hold_kind: step.hold_kind ?? 'time' }));
  return {
    ...protocol,
    ramp_s: protocol.ramp_s ?? 5,
    release_s: protocol.release_s ?? 4,
    notes: protocol.notes ?? [],
    steps,
  };
}

export function shipped_library(): Library {
  const folders = readdirSync(`${CONTENT}conditions`).map((name) => `conditions/${name}`);
  const files = folders.flatMap(yaml_in);
  const protocols = files.filter((file) => !file.endsWith('/condition.yaml')).map((file) => read<Protocol>(file));
  return {
    digest: '',
    protocols: protocols.map((protocol) => ({ digest: '', protocol: whole(protocol) })),
    points: [...POINTS],
    conditions: folders.map((folder) => read<Condition>(`${folder}/condition.yaml`)),
    screening: yaml_in('screening').flatMap((file) => read<{ questions: Question[] }>(file).questions),
    zones: [...ZONES],
    sources: read<{ sources: Source[] }>('sources.yaml').sources,
  };
}
