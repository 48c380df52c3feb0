/**
 * The server: one function a route. Everything that can go wrong comes back as a value, being offline too.
 *
 *  [N16] A live channel that falls silent is a lost one: a network that is gone need not say so. Only of a server that
 *        has pinged pings are expected: those of earlier releases are comments, which no page hears.
 *
 * Owns compression of what is sent and the reading of problem details. Must never throw, never retry, and never speak to
 * another origin.
 */
import type {
  Code,
  CodeRequest,
  Devices,
  EraseOutcome,
  HandedOver,
  Handover,
  HandoverOutcome,
  Health,
  Library,
  OlderAnswer,
  Paired,
  PairPreview,
  PairPreviewRequest,
  PairRequest,
  Problem,
  Status,
  SyncAnswer,
  SyncRequest,
} from '../wire.gen';
import { after, type Clock } from './clock';

export type Reply<T> =
  | { kind: 'ok'; value: T; etag: string | null }
  /** 304: what the caller has is still right. */
  | { kind: 'unchanged' }
  | { kind: 'problem'; problem: Problem }
  /** No answer at all: no network, no server, or none in time. */
  | { kind: 'offline' };

/** The library, and the text it was read from: versions are cut out of it. */
export interface LibraryText {
  library: Library;
  text: string;
}

export interface Server {
  library(etag: string | null): Promise<Reply<LibraryText>>;
  /** The text of a protocol version, byte for byte: its SHA-256 is its digest. */
  version(digest: string): Promise<Reply<string>>;
  /** Here and below, `as`: the device for which it is asked; where the cookie is another's by now, nothing comes of it. */
  push(request: SyncRequest, as: string): Promise<Reply<SyncAnswer>>;
  /** `recent`: without a cursor, a beginning at the end of the record, if the server finds it long. */
  pull(cursor: string | null, etag: string | null, recent: boolean, as: string): Promise<Reply<SyncAnswer>>;
  /** Sessions of before a place, of one client or of everybody; `recent`: of the last 90 days only. */
  older(before: string, client_id: string | null, as: string, recent?: boolean): Promise<Reply<OlderAnswer>>;
  me(): Promise<Reply<Paired>>;
  preview(request: PairPreviewRequest): Promise<Reply<PairPreview>>;
  pair(request: PairRequest): Promise<Reply<Paired>>;
  devices(): Promise<Reply<Devices>>;
  rename_device(device_id: string, device_name: string): Promise<Reply<Devices>>;
  remove_device(device_id: string): Promise<Reply<Devices>>;
  /** The owner's word on what a removed device had not sent. */
  end_handover(device_id: string, take: boolean): Promise<Reply<HandoverOutcome>>;
  /** As a removed device: what it never sent, and whether the log is still the one that it has read. */
  hand_over(request: Handover): Promise<Reply<HandedOver>>;
  erase_client(client_id: string): Promise<Reply<EraseOutcome>>;
  make_code(request: CodeRequest): Promise<Reply<Code>>;
  status(): Promise<Reply<Status>>;
  /** Its clock, among others; waits only a moment. */
  health(): Promise<Reply<Health>>;
  /**
   * Server-sent events that say only "there is more". `on_open`: from now on it is told; what came before may not have
   * been. `on_lost` is called once; nothing reconnects by itself.
   */
  listen(on_more: () => void, on_lost: () => void, on_open: () => void): () => void;
}

const TIMEOUT_MS = 15_000;
const SYNC_TIMEOUT_MS = 60_000;
const HEALTH_TIMEOUT_MS = 4000;
/** The server pings each 15 s: two that stay away may be a slow network, and the third is late. */
export const SILENT_AFTER_MS = 40_000;
const COMPRESSED_FROM_BYTES = 1024;

/** The server has never handed this browser a cookie: it answers with nothing, since an error would stand in the console. */
const NOBODY: Reply<never> = {
  kind: 'problem',
  problem: { type: 'not-paired', title: 'Not paired', status: 204, detail: '', field: null, limit: null },
};

export class HttpServer implements Server {
  readonly #clock: Pick<Clock, 'after'>;

  constructor(clock: Pick<Clock, 'after'> = { after }) {
    this.#clock = clock;
  }

  library(etag: string | null): Promise<Reply<LibraryText>> {
    return get('/api/library', as_library, etag);
  }

  version(digest: string): Promise<Reply<string>> {
    return get(`/api/protocols/${encodeURIComponent(digest)}`, (response) => response.text());
  }

  async push(request: SyncRequest, as: string): Promise<Reply<SyncAnswer>> {
    const { body, headers } = await compressed(JSON.stringify(request));
    const init = { method: 'POST', body, headers: { ...headers, ...meant_for(as) } };
    return send('/api/sync', init, as_json<SyncAnswer>, SYNC_TIMEOUT_MS);
  }

  pull(cursor: string | null, etag: string | null, recent: boolean, as: string): Promise<Reply<SyncAnswer>> {
    const begin = recent ? '/api/sync?recent=true' : '/api/sync';
    const path = cursor === null ? begin : `/api/sync?cursor=${encodeURIComponent(cursor)}`;
    return get(path, as_json<SyncAnswer>, etag, SYNC_TIMEOUT_MS, meant_for(as));
  }

  older(before: string, client_id: string | null, as: string, recent = false): Promise<Reply<OlderAnswer>> {
    const of_whom = client_id === null ? '' : `&client_id=${encodeURIComponent(client_id)}`;
    const path = `/api/sync/older?before=${encodeURIComponent(before)}${of_whom}${recent ? '&recent=true' : ''}`;
    return get(path, as_json<OlderAnswer>, null, SYNC_TIMEOUT_MS, meant_for(as));
  }

  async me(): Promise<Reply<Paired>> {
    const reply = await get('/api/me', async (response) =>
      response.status === 204 ? null : await as_json<Paired>(response),
    );
    return reply.kind === 'ok' ? (reply.value === null ? NOBODY : { ...reply, value: reply.value }) : reply;
  }

  preview(request: PairPreviewRequest): Promise<Reply<PairPreview>> {
    return post('/api/pair/preview', request, as_json<PairPreview>);
  }

  pair(request: PairRequest): Promise<Reply<Paired>> {
    return post('/api/pair', request, as_json<Paired>);
  }

  devices(): Promise<Reply<Devices>> {
    return get('/api/devices', as_json<Devices>);
  }

  rename_device(device_id: string, device_name: string): Promise<Reply<Devices>> {
    return post(`/api/devices/${device_id}/rename`, { device_name }, as_json<Devices>);
  }

  remove_device(device_id: string): Promise<Reply<Devices>> {
    return post(`/api/devices/${device_id}/revoke`, {}, as_json<Devices>);
  }

  end_handover(device_id: string, take: boolean): Promise<Reply<HandoverOutcome>> {
    return post(`/api/devices/${device_id}/handover`, { take }, as_json<HandoverOutcome>);
  }

  async hand_over(request: Handover): Promise<Reply<HandedOver>> {
    const { body, headers } = await compressed(JSON.stringify(request));
    return send('/api/handover', { method: 'POST', body, headers }, as_json<HandedOver>, SYNC_TIMEOUT_MS);
  }

  erase_client(client_id: string): Promise<Reply<EraseOutcome>> {
    return post(`/api/clients/${client_id}/erase`, {}, as_json<EraseOutcome>, SYNC_TIMEOUT_MS);
  }

  make_code(request: CodeRequest): Promise<Reply<Code>> {
    return post('/api/codes', request, as_json<Code>);
  }

  status(): Promise<Reply<Status>> {
    return get('/api/status', as_json<Status>);
  }

  health(): Promise<Reply<Health>> {
    return get('/api/health', as_json<Health>, null, HEALTH_TIMEOUT_MS);
  }

  listen(on_more: () => void, on_lost: () => void, on_open: () => void): () => void {
    const source = new EventSource('/api/live');
    let is_pinged = false;
    let is_over = false;
    let unwatch = () => {};
    const hang_up = () => {
      is_over = true;
      unwatch();
      source.close();
    };
    const lose = () => {
      if (is_over) return;
      hang_up();
      on_lost();
    };
    const watch = () => {
      unwatch();
      unwatch = this.#clock.after(SILENT_AFTER_MS, lose);
    };
    const hear = (type: string, call: () => void) =>
      source.addEventListener(type, () => {
        if (type === 'ping') is_pinged = true;
        if (is_pinged) watch();
        else unwatch();
        call();
      });
    hear('open', on_open);
    hear('ping', () => {});
    hear('message', on_more);
    hear('more', on_more);
    source.addEventListener('error', lose);
    watch();
    return hang_up;
  }
}

type Read<T> = (response: Response) => Promise<T>;

async function as_json<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

async function as_library(response: Response): Promise<LibraryText> {
  const text = await response.text();
  return { library: JSON.parse(text) as Library, text };
}

function get<T>(
  path: string,
  read: Read<T>,
  etag: string | null = null,
  timeout_ms = TIMEOUT_MS,
  headers: Record<string, string> = {},
): Promise<Reply<T>> {
  return send(path, { headers: etag === null ? headers : { ...headers, 'If-None-Match': etag } }, read, timeout_ms);
}

/** Whom a request is meant for: the cookie, which the browser adds, may be that of another device by then. */
function meant_for(device_id: string): Record<string, string> {
  return { 'Holdwell-Device': device_id };
}

function post<T>(path: string, body: unknown, read: Read<T>, timeout_ms = TIMEOUT_MS): Promise<Reply<T>> {
  const headers = { 'Content-Type': 'application/json' };
  return send(path, { method: 'POST', body: JSON.stringify(body), headers }, read, timeout_ms);
}

async function send<T>(path: string, init: RequestInit, read: Read<T>, timeout_ms: number): Promise<Reply<T>> {
  let response: Response;
  try {
    // 'no-store': what is kept, and how long, is the database's business.
    response = await fetch(path, { ...init, cache: 'no-store', signal: AbortSignal.timeout(timeout_ms) });
  } catch {
    return { kind: 'offline' };
  }
  if (response.status === 304) return { kind: 'unchanged' };
  if (!response.ok) return { kind: 'problem', problem: await problem_from(response) };
  try {
    return { kind: 'ok', value: await read(response), etag: response.headers.get('ETag') };
  } catch {
    // A 200 that breaks off, or the page of a hotel's network: nobody who knows the wire has answered.
    return { kind: 'offline' };
  }
}

/** The problem of an error answer; what is no problem document (a proxy's page) becomes one. */
export async function problem_from(response: Response): Promise<Problem> {
  const unreadable: Problem = {
    type: 'unreadable',
    title: `Status ${response.status}`,
    status: response.status,
    detail: response.statusText,
    field: null,
    limit: null,
  };
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? { ...unreadable, ...body } : unreadable;
  } catch {
    return unreadable;
  }
}

/** The body as it travels: gzip where the browser can and it pays. */
export async function compressed(text: string): Promise<{ body: BodyInit; headers: Record<string, string> }> {
  const headers = { 'Content-Type': 'application/json' };
  if (text.length < COMPRESSED_FROM_BYTES || typeof CompressionStream === 'undefined') return { body: text, headers };
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  const body = await new Response(stream).arrayBuffer();
  return { body, headers: { ...headers, 'Content-Encoding': 'gzip' } };
}
