/** A server by hand: a log, receipts and pairing as the wire says, and everything that may go wrong with it. */
import { digest_of, fact_from } from '../../../pwa/src/core/fact';
import { receipt_of } from '../../../pwa/src/core/receipt';
import type { LibraryText, Reply, Server } from '../../../pwa/src/shell/server';
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
  Receipt,
  Refused,
  Status,
  SyncAnswer,
  SyncRequest,
} from '../../../pwa/src/wire.gen';
import { LIBRARY, TEXTS } from './content';
import { FakeCodes } from './fake-codes';
import {
  clash,
  erased,
  is_of_any_age,
  PRACTICE,
  page_of,
  problem,
  type Row,
  receipts_over,
  stored,
  subject_of,
} from './fake-log';

export { PRACTICE };

export class FakeServer implements Server {
  rows: Row[] = [];
  epoch = 'e1';
  is_offline = false;
  /** Answered to everything that needs pairing. */
  trouble: { status: number; type: string } | null = null;
  /** So many replies are lost after the server has done its part. */
  lost_replies = 0;
  refuses = new Set<string>();
  receipts_lie = false;
  facts_a_push = 1000;
  /** Pushes of facts that are new to it are put off. */
  puts_off: { status: number; type: string } | null = null;
  /** A push that holds this text cannot be read at all. */
  chokes_on: string | null = null;
  page = 1000;
  /** So many rows were received more than 90 days ago. */
  older_rows = 0;
  /** A device that begins reads backwards from the end, by itself what lies behind so many rows. */
  recent_from: number | null = null;
  /** Called when older sessions were asked for, before it is answered. */
  on_older: () => Promise<void> = async () => {};
  paired: Paired | null = null;
  /** Whose server it is: what a code pairs with. */
  practice: Paired = PRACTICE;
  code = 'ABCD-EFGH';
  readonly codes = new FakeCodes();
  /** With a reply that is lost its cookie is lost too. */
  loses_cookies = false;
  library_shown: Library = LIBRARY;
  texts: Record<string, string> = { ...TEXTS };
  listed: Devices = { devices: [], removed: [], is_publicly_trusted: true };
  /** What a removed device has handed over, where the server takes it. */
  takes_handovers = false;
  /** The words of a refusal, where a test chooses them. */
  says = '';
  handed_over: string[] = [];
  erased_ids = new Set<string>();
  /** What was offered of sessions that are somebody else's now; null: there are none. */
  given_away: string[] | null = null;
  requests: string[] = [];
  /** Called when a push has arrived, before it is answered. */
  on_push: () => Promise<void> = async () => {};
  /** Called when a push is on its way back. */
  after_push: () => void = () => {};
  streams = 0;
  /** Answers to a push or a pull wait until they are let go. */
  is_silent = false;
  #late: (() => void)[] = [];
  #listeners = new Set<{ on_more: () => void; on_lost: () => void; on_open: () => void }>();

  /** The texts that are held, in the order of the log. */
  get held(): string[] {
    return this.rows.map((row) => row.raw);
  }

  async library(etag: string | null): Promise<Reply<LibraryText>> {
    this.requests.push('library');
    if (this.is_offline) return { kind: 'offline' };
    const library = this.library_shown;
    if (etag === library.digest) return { kind: 'unchanged' };
    return { kind: 'ok', value: { library, text: JSON.stringify(library) }, etag: library.digest };
  }

  async version(digest: string): Promise<Reply<string>> {
    this.requests.push(`version ${digest.slice(0, 6)}`);
    if (this.is_offline) return { kind: 'offline' };
    const text = this.texts[digest];
    return text === undefined ? problem(404, 'not-found') : { kind: 'ok', value: text, etag: digest };
  }

  async push(request: SyncRequest, as: string): Promise<Reply<SyncAnswer>> {
    const facts = request.facts ?? [];
    this.requests.push(`push ${facts.length}`);
    const refusal = this.#refusal(as);
    if (refusal) return refusal;
    if (facts.length > this.facts_a_push) return problem(413, 'too-many-facts');
    const is_new = facts.some((raw) => this.rows.every((row) => row.raw !== raw));
    if (this.puts_off && is_new) return problem(this.puts_off.status, this.puts_off.type);
    const { chokes_on } = this;
    if (chokes_on !== null && facts.some((raw) => raw.includes(chokes_on))) return problem(400, 'invalid');
    const refused: Refused[] = [];
    const sent: Row[] = [];
    for (const raw of facts) {
      const fact = fact_from(raw);
      if (fact === null) throw new Error('the app has sent what is no fact');
      const clashes = clash(this.rows, raw);
      this.given_away?.push(raw);
      if (this.given_away || this.erased_ids.has(fact.id)) refused.push(erased(fact.id));
      else if (this.refuses.has(fact.kind))
        refused.push({ id: fact.id, type: 'invalid', title: 'Not a fact', detail: '$', digest: null });
      else if (clashes.length > 0) refused.push(...clashes);
      else sent.push(this.add(raw, request.filed?.[fact.id] ?? fact.client_id));
    }
    await this.on_push();
    const held = new Set(sent.map((row) => row.id));
    const answer = this.#answer(
      request.cursor ?? null,
      held,
      receipts_over(this.rows, sent, this.receipts_lie),
      refused,
    );
    this.after_push();
    return answer;
  }

  async pull(cursor: string | null, etag: string | null, recent: boolean, as: string): Promise<Reply<SyncAnswer>> {
    this.requests.push('pull');
    const refusal = this.#refusal(as);
    if (refusal) return refusal;
    const [epoch, pos] = cursor?.split('.') ?? [];
    if (etag === cursor && epoch === this.epoch && Number(pos) === this.rows.length) return { kind: 'unchanged' };
    const floor = this.recent_from === null ? this.older_rows : this.rows.length;
    const begins = recent && cursor === null && floor > 0;
    const answer = await this.#answer(begins ? this.#cursor(0, floor) : cursor, new Set(), [], []);
    if (answer.kind === 'ok' && begins) {
      answer.value.older = this.#cursor(floor);
      answer.value.recent = this.#recent(floor);
    }
    return answer;
  }

  /** Sessions of before a place, the latest first; a page holds one of them. */
  async older(before: string, client_id: string | null, as: string): Promise<Reply<OlderAnswer>> {
    this.requests.push(client_id === null ? 'older' : `older of ${client_id}`);
    const refusal = this.#refusal(as);
    if (refusal) return refusal;
    const [epoch, pos = '0'] = before.split('.');
    if (epoch !== this.epoch)
      return { kind: 'ok', value: { older: null, reset: true, facts: [], left: 0, recent: 0 }, etag: null };
    const is_wanted = (row: Row) => this.#is_shown(row) && (client_id === null || row.client_id === client_id);
    const rows = this.rows.slice(0, Number(pos)).filter((row) => is_wanted(row) && !is_of_any_age(row));
    const subject = subject_of(rows.at(-1));
    const rest = rows.findLast((row) => subject_of(row) !== subject);
    const facts = this.rows.slice(0, Number(pos)).filter((row) => subject_of(row) === subject && this.#is_shown(row));
    await this.on_older();
    if (this.lost_replies > 0) {
      this.lost_replies -= 1;
      return { kind: 'offline' };
    }
    const older = rest === undefined ? null : this.#cursor(rest.pos);
    const [left, recent] = [rest?.pos ?? 0, this.#recent(rest?.pos ?? 0)];
    return { kind: 'ok', value: { older, reset: false, facts: facts.map(stored), left, recent }, etag: null };
  }

  async me(): Promise<Reply<Paired>> {
    return this.#refusal() ?? { kind: 'ok', value: this.paired ?? this.practice, etag: null };
  }

  async preview(request: PairPreviewRequest): Promise<Reply<PairPreview>> {
    if (this.is_offline) return { kind: 'offline' };
    if (!this.codes.knows(this.code, request)) return problem(403, 'code-not-valid');
    const { practice_id, practice_name, role, client_id } = this.practice;
    return { kind: 'ok', value: { practice_id, practice_name, role, client_id }, etag: null };
  }

  async pair(request: PairRequest): Promise<Reply<Paired>> {
    if (this.is_offline) return { kind: 'offline' };
    if (!this.codes.redeem(this.code, request)) return problem(403, 'code-not-valid');
    const before = this.paired;
    this.paired = { ...this.practice, device_name: request.device_name };
    this.code = 'used up';
    if (this.lost_replies > 0) {
      this.lost_replies -= 1;
      if (this.loses_cookies) this.paired = before;
      return { kind: 'offline' };
    }
    return { kind: 'ok', value: this.practice, etag: null };
  }

  async devices(): Promise<Reply<Devices>> {
    return this.#refusal() ?? { kind: 'ok', value: this.listed, etag: null };
  }

  async rename_device(device_id: string, device_name: string): Promise<Reply<Devices>> {
    const devices = this.listed.devices.map((row) => (row.device_id === device_id ? { ...row, device_name } : row));
    this.listed = { ...this.listed, devices };
    return this.devices();
  }

  async remove_device(device_id: string): Promise<Reply<Devices>> {
    const devices = this.listed.devices.filter((row) => row.device_id !== device_id);
    if (devices.length === 0) {
      const refusal = problem(400, 'invalid');
      return this.says === '' ? refusal : { ...refusal, problem: { ...refusal.problem, detail: this.says } };
    }
    this.listed = { ...this.listed, devices };
    return this.devices();
  }

  async end_handover(device_id: string, take: boolean): Promise<Reply<HandoverOutcome>> {
    const waiting = this.listed.removed?.find((row) => row.device_id === device_id);
    if (waiting === undefined) return problem(404, 'not-found');
    this.listed = { ...this.listed, removed: [] };
    const value = take ? { taken: waiting.facts, left_out: 0 } : { taken: 0, left_out: waiting.facts };
    return this.#refusal() ?? { kind: 'ok', value, etag: null };
  }

  async hand_over({ facts, cursor = null, practice_id }: Handover): Promise<Reply<HandedOver>> {
    this.requests.push(`hand over ${facts.length}`);
    if (this.is_offline || !this.takes_handovers) return { kind: 'offline' };
    if (practice_id && this.paired && this.paired.practice_id !== practice_id) return problem(401, 'other-device');
    const rows = facts.flatMap((raw) => {
      const fact = fact_from(raw);
      return fact === null ? [] : [{ id: fact.id, digest: digest_of(raw), raw }];
    });
    const taken = rows.filter((row) => !this.erased_ids.has(row.id));
    const waiting = taken.filter(({ id }) => !this.rows.some((row) => row.id === id)).map(({ raw }) => raw);
    this.handed_over.push(...waiting);
    const { count, digest } = receipt_of(taken);
    const refused = rows.filter((row) => !taken.includes(row)).map(({ id }) => erased(id));
    const [epoch, pos] = cursor?.split('.') ?? [];
    const fits = epoch === this.epoch && Number(pos) <= this.rows.length;
    const value = { count, digest: this.receipts_lie ? '0'.repeat(64) : digest, refused, waits: waiting.length, fits };
    return { kind: 'ok', value, etag: null };
  }

  async erase_client(client_id: string): Promise<Reply<EraseOutcome>> {
    const refusal = this.#refusal();
    if (refusal) return refusal;
    const facts = this.rows.map((row) => ({ row, fact: fact_from(row.raw) }));
    const gone = facts.filter(({ fact }) => fact?.client_id === client_id);
    for (const { row } of gone) this.erased_ids.add(row.id);
    const subjects = [...new Set(gone.map(({ fact }) => fact?.subject ?? ''))];
    this.rows = this.rows.map((row) => (this.erased_ids.has(row.id) ? { ...row, raw: '{}', digest: '' } : row));
    const body = { by: null, client_id, subjects, facts: gone.length, seal: '' };
    const seq = this.rows.length + 1;
    const id = `0190ffff-0000-7000-8000-${String(seq).padStart(12, '0')}`;
    const envelope = {
      id,
      kind: 'client_erased',
      subject: client_id,
      client_id: null,
      origin: 'server-00',
      seq,
      at: 1,
    };
    this.add(JSON.stringify({ ...envelope, body }));
    return { kind: 'ok', value: { facts: gone.length, devices: 0 }, etag: null };
  }

  async make_code({ role, client_id = null }: CodeRequest): Promise<Reply<Code>> {
    const url = 'http://localhost/pair#ABCD-EFGH';
    const value = { code: this.code, url, role, expires_at: 1_800_000_600_000, client_id };
    return this.#refusal() ?? { kind: 'ok', value, etag: null };
  }

  async status(): Promise<Reply<Status>> {
    return this.#refusal() ?? problem(403, 'forbidden');
  }

  /** Its clock. */
  now = 1_800_000_000_000;

  async health(): Promise<Reply<Health>> {
    if (this.is_offline) return { kind: 'offline' };
    return { kind: 'ok', value: { status: 'ok', version: '0', now: this.now }, etag: null };
  }

  listen(on_more: () => void, on_lost: () => void, on_open: () => void): () => void {
    const listener = { on_more, on_lost, on_open };
    this.streams += 1;
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  is_listened_to(): boolean {
    return this.#listeners.size > 0;
  }

  /** How many live channels are open. */
  get lines(): number {
    return this.#listeners.size;
  }

  /** What was held back arrives. */
  answer_late(): void {
    for (const answer of this.#late.splice(0)) answer();
  }

  /** The live channels that were called up are answered. */
  open_lines(): void {
    for (const listener of this.#listeners) listener.on_open();
  }

  /** The live channel breaks off. */
  cut(): void {
    const lost = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of lost) listener.on_lost();
  }

  say_more(): void {
    for (const listener of this.#listeners) listener.on_more();
  }

  /** A fact comes in, from whoever. The same id twice is one fact. */
  add(raw: string, client_id: string | null = null): Row {
    const fact = fact_from(raw);
    if (fact === null) throw new Error('no fact');
    const known = this.rows.find((row) => row.id === fact.id);
    if (known) return known;
    const pos = this.rows.length + 1;
    const row = { id: fact.id, digest: digest_of(raw), pos, device_id: 'd', client_id, received_at: fact.at, raw };
    this.rows.push(row);
    return row;
  }

  /** An older copy of the log is put back: what came after `kept` rows is gone, and the log has another name. */
  restore_backup(kept: number): void {
    this.rows = this.rows.slice(0, kept);
    this.epoch += "'";
  }

  #refusal(as?: string): Reply<never> | null {
    if (this.is_offline) return { kind: 'offline' };
    if (this.trouble) return problem(this.trouble.status, this.trouble.type);
    if (this.paired === null) return problem(401, 'not-paired');
    return as !== undefined && as !== this.paired.device_id ? problem(401, 'other-device') : null;
  }

  #cursor(pos: number, floor = 0): string {
    return floor === 0 ? `${this.epoch}.${pos}` : `${this.epoch}.${pos}.${floor}`;
  }

  #recent(pos: number): number {
    return this.recent_from === null ? 0 : Math.max(0, pos - this.recent_from);
  }

  #is_shown(row: Row): boolean {
    return !this.erased_ids.has(row.id);
  }

  async #answer(
    cursor: string | null,
    held: Set<string>,
    receipts: Receipt[],
    refused: Refused[],
  ): Promise<Reply<SyncAnswer>> {
    const [epoch, pos = '0', floor = '0'] = cursor?.split('.') ?? [this.epoch];
    const reset = epoch !== this.epoch || Number(pos) > this.rows.length;
    const { page, end } = page_of(this.rows, this.page, reset ? 0 : Number(pos), reset ? 0 : Number(floor));
    const facts = page.filter((row) => !held.has(row.id) && this.#is_shown(row)).map(stored);
    if (this.lost_replies > 0) {
      this.lost_replies -= 1;
      return { kind: 'offline' };
    }
    const at_end = this.#cursor(end, reset ? 0 : Number(floor));
    const more = end < this.rows.length;
    if (this.is_silent) await new Promise<void>((resolve) => this.#late.push(resolve));
    const left = this.rows.length - Math.max(end, reset ? 0 : Number(floor));
    return {
      kind: 'ok',
      value: { cursor: at_end, more, reset, facts, receipts, refused, left, older: null, recent: 0 },
      etag: at_end,
    };
  }
}
