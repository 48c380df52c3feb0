/** The questions before a run: one group a question, and one tap where none of it applies. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Flow, Send } from '../../app/model';
import type { Question } from '../../wire.gen';
import { T } from '../strings-rooms';
import { day_text } from '../time';
import { FlowFrame } from './frame';

interface StepProps {
  flow: Flow;
  send: Send;
}

export function ScreeningStep({ flow, send }: StepProps) {
  return <Questions asked={flow} title={flow.version.protocol.title} send={send} />;
}

interface QuestionsProps {
  asked: Pick<Flow, 'audience' | 'questions' | 'answers' | 'blocked_by'> & Partial<Pick<Flow, 'said_before'>>;
  title: string;
  send: Send;
}

/** The same before a run, and before it is shown where it may be tender. */
export function Questions({ asked: flow, title, send }: QuestionsProps) {
  const is_urgent = flow.blocked_by === 'emergency';
  const open = is_urgent ? [] : flow.questions.filter((question) => flow.answers[question.id] === undefined);
  const is_begun = is_urgent || open.length < flow.questions.length;
  const [end, is_end_seen] = useEndSeen();
  const is_self_care = flow.audience === 'self-care';

  function go_on(): void {
    const first = open[0];
    if (first === undefined) return send({ type: 'flow_continued' });
    const group = document.getElementById(`question-${first.id}`);
    group?.scrollIntoView({ block: 'center' });
    group?.querySelector('input')?.focus({ preventScroll: true });
  }

  return (
    <FlowFrame
      title={title}
      send={send}
      class="is-long"
      actions={
        <>
          {is_urgent ? (
            <p class="notice is-stop" role="alert">
              {T.flow.screening.urgent}
            </p>
          ) : (
            is_begun && <Progress answered={flow.questions.length - open.length} all={flow.questions.length} />
          )}
          <button
            type="button"
            class={is_begun || !is_end_seen ? 'button' : 'button is-primary'}
            onClick={() => send({ type: 'none_apply' })}
          >
            {flow.questions.some(({ id }) => flow.answers[id] === 'yes')
              ? T.flow.screening.none_other
              : T.flow.screening.none}
          </button>
          <button
            type="button"
            class={is_begun ? 'button is-primary' : 'button'}
            aria-disabled={open.length > 0}
            onClick={go_on}
          >
            {T.common.continue}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{T.flow.screening.title}</h1>
      <p class="lead soft">{is_self_care ? T.flow.screening.lead_self : T.flow.screening.lead_client}</p>
      <SaidBefore asked={flow} send={send} />
      {groups_of(flow.questions.filter(({ id }) => !was_said(flow, id))).map(([group, questions]) => (
        <section key={group} class="question-group">
          <h2>{T.flow.screening.group[group] ?? group}</h2>
          <div class="questions">
            {questions.map((question) => (
              <QuestionEntry key={question.id} question={question} answer={flow.answers[question.id]} send={send} />
            ))}
          </div>
        </section>
      ))}
      <span ref={end} />
    </FlowFrame>
  );
}

/**
 * Whether the end of the list has been in sight, and not under the keys: before that no key offers itself to say that
 * none of it applies.
 */
function useEndSeen() {
  const end = useRef<HTMLSpanElement>(null);
  const [is_seen, set_seen] = useState(false);
  useEffect(() => {
    if (end.current === null) return;
    const keys = document.querySelector('.flow-actions')?.getBoundingClientRect().height ?? 0;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) set_seen(true);
      },
      // At the very end of the page the list ends right at the keys.
      { rootMargin: `0px 0px -${Math.max(0, Math.floor(keys) - 2)}px` },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return [end, is_seen] as const;
}

/** [Q12] What was a yes at an earlier start: said plainly, and asked again as it is today. */
function SaidBefore({ asked, send }: Pick<QuestionsProps, 'asked' | 'send'>) {
  const questions = asked.questions.filter(({ id }) => was_said(asked, id));
  if (questions.length === 0) return null;
  const words = T.flow.screening.again[asked.audience === 'self-care' ? 'self' : 'client'];
  const last_at = Math.max(...(asked.said_before ?? []).map(({ at }) => at));
  return (
    <section class="question-group is-again">
      <h2>{words.title}</h2>
      <p class="notice is-stop">{words.lead(day_text(last_at))}</p>
      <div class="questions">
        {questions.map((question) => (
          <QuestionEntry key={question.id} question={question} answer={asked.answers[question.id]} send={send} />
        ))}
      </div>
    </section>
  );
}

function was_said({ said_before }: QuestionsProps['asked'], id: string): boolean {
  return (said_before ?? []).some(({ question }) => question === id);
}

/** How far one is: in words, and as a line that fills. */
function Progress({ answered, all }: { answered: number; all: number }) {
  const open = all - answered;
  return (
    <div class="flow-hint">
      <progress
        class="flow-progress"
        value={answered}
        max={all}
        aria-label={T.flow.screening.answered(answered, all)}
      />
      <p>{open > 0 ? T.flow.screening.open(open) : T.flow.screening.answered(answered, all)}</p>
    </div>
  );
}

interface QuestionEntryProps {
  question: Question;
  answer: 'yes' | 'no' | undefined;
  send: Send;
}

function QuestionEntry({ question, answer, send }: QuestionEntryProps) {
  return (
    <fieldset class={answer === undefined ? 'question' : `question is-${answer}`} id={`question-${question.id}`}>
      <legend>{question.ask}</legend>
      <div class="yes-no">
        {(['yes', 'no'] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={question.id}
              value={each}
              checked={answer === each}
              onChange={() => send({ type: 'answered', question: question.id, answer: each })}
            />
            {T.flow.screening[each]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The questions by group, in the order in which they came. */
function groups_of(questions: readonly Question[]): [string, Question[]][] {
  const groups = new Map<string, Question[]>();
  for (const question of questions) groups.set(question.group, [...(groups.get(question.group) ?? []), question]);
  return [...groups];
}
