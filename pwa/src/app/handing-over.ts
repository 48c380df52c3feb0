/**
 * What a removed device never sent goes to its owner, who decides; what the server then proves to keep, goes from here.
 *
 *  [N5] A removed device offers what it has not sent, and lets go of it only upon a receipt over exactly that. What was
 *       refused is offered once more: it may be about somebody who was erased since, and is to go then.
 *  [N15] What was held goes once the server has said that its log is still the one that this device has read. After an
 *        older file was put back it is offered as well: the server may hold it no longer.
 * Paired anew meanwhile, it hands over nothing more, and nothing goes ([D10]).
 * Each request names the practice ([N14]): the cookie may be another's by then. Must never offer what is bound to another
 * practice, or to none.
 */
import { filed_otherwise, next_push, refused_for } from '../core/outbox';
import { receipt_of } from '../core/receipt';
import type { FactRow } from '../shell/schema';
import type { World } from './world';

type Leavers = Pick<World, 'database' | 'server'>;

/**
 * Lets go of what is held, if the log is still the one that proved it. Where an older file was put back, or nothing says
 * how far this device has read, none of it counts as held. Without an answer nothing changes.
 */
export async function let_proven_go({ database, server }: Leavers, practice: string): Promise<void> {
  if (!(await database.holds(practice))) return;
  const cursor = await database.cursor(practice);
  if (cursor === null) return database.wipe_held(practice, false);
  const reply = await server.hand_over({ facts: [], cursor, filed: {}, practice_id: practice });
  if (reply.kind === 'ok') await database.wipe_held(practice, reply.value.fits === true);
}

/** Hands over what waits of this practice. Whatever does not come through is tried again at the next start. */
export async function hand_over({ database, server }: Leavers, practice: string): Promise<void> {
  await database.offer_refused_again(practice);
  for (;;) {
    const sent = next_push(await database.unsent(practice)) as FactRow[];
    if (sent.length === 0) return;
    const facts = sent.map((row) => row.raw);
    const request = { facts, cursor: null, filed: filed_otherwise(sent), practice_id: practice };
    const reply = await server.hand_over(request);
    if (reply.kind !== 'ok') return;
    const refused = new Map(
      reply.value.refused.map((each) => [each.id.startsWith('#') ? sent[Number(each.id.slice(1))]?.id : each.id, each]),
    );
    const reason_of = (row: FactRow) => refused.get(row.id);
    const kept = sent.filter((row) => !reason_of(row));
    const ours = receipt_of(kept);
    if (reply.value.count !== ours.count || reply.value.digest !== ours.digest) return;
    const { waits = 0 } = reply.value;
    // What the receipt proves goes, and so does what is to go with somebody who was erased; whole or not at all ([D4]).
    const is_off = await database.take_in(async (facts, meta) => {
      if ((await meta.get('revoked')) !== practice) return false;
      for (const row of sent) {
        const why = reason_of(row);
        if (why === undefined || why.type === 'erased') await facts.delete(row.id);
        // Another tab may have heard meanwhile that it is to go.
        else if (await facts.get(row.id)) await facts.put(refused_for(row, why));
      }
      await meta.put((((await meta.get('handed_over')) as number | undefined) ?? 0) + waits, 'handed_over');
      return true;
    });
    if (!is_off) return;
  }
}
