/**
 * What a removed device never sent goes to its owner, who decides; what the server then proves to keep, goes from here.
 *
 *  [N5] A removed device offers what it has not sent, and lets go of it only upon a receipt over exactly that. What was
 *       refused is offered once more: it may be about somebody who was erased since, and is to go then.
 * Must never offer what is bound to another practice, or to none.
 */
import { next_push } from '../core/outbox';
import { receipt_of } from '../core/receipt';
import type { FactRow } from '../shell/schema';
import type { World } from './world';

/** Hands over what waits of this practice. Whatever does not come through is tried again at the next start. */
export async function hand_over(world: Pick<World, 'database' | 'server'>, practice: string): Promise<void> {
  const { database, server } = world;
  await database.offer_refused_again(practice);
  for (;;) {
    const sent = next_push(await database.unsent(practice)) as FactRow[];
    if (sent.length === 0) return;
    const reply = await server.hand_over(sent.map((row) => row.raw));
    if (reply.kind !== 'ok') return;
    const refused = new Map(
      reply.value.refused.map((each) => [each.id.startsWith('#') ? sent[Number(each.id.slice(1))]?.id : each.id, each]),
    );
    const kept = sent.filter((row) => !refused.has(row.id));
    const ours = receipt_of(kept);
    if (reply.value.count !== ours.count || reply.value.digest !== ours.digest) return;
    for (const row of sent) {
      const why = refused.get(row.id);
      if (why !== undefined && why.type !== 'erased') await database.refuse(row, why);
    }
    const gone = sent.filter((row) => (refused.get(row.id)?.type ?? 'erased') === 'erased');
    await database.let_go(gone, kept.length);
  }
}
