import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { WireChoice, WireJob, WirePanel, WireRequest, WireTrouble } from '../../wire.ts';
import { showClockSeconds } from '../time.ts';
import { icon } from './icons.ts';
import type { Scene, View } from './view.ts';

const BOT_STATES: Readonly<Record<string, string>> = {
  stopped: 'stopped',
  starting: 'starting…',
  running: 'running',
  stopping: 'stopping…',
  crashed: 'crashed, comes back in a moment',
};

const FINAL: ReadonlySet<string> = new Set(['delivered', 'failed', 'cancelled']);

/** Behind the scenes: the bot, the provider, what can go wrong, and what is happening. */
export function panelView(scene: Scene): View {
  const { panel, isPanelOpen } = scene.state;
  if (!isPanelOpen) return nothing;
  return html`<aside class="panel" aria-label="Behind the scenes">
    <header>
      <h2>Behind the scenes</h2>
      <button class="icon-button" aria-label="Close the panel" @click=${() => scene.places.toggle('isPanelOpen')}>
        ${icon('close')}
      </button>
    </header>
    ${
      panel
        ? html`${botView(scene, panel)} ${settingsView(scene, panel)} ${jobsView(panel)}
      ${troublesView(scene, panel)} ${requestsView(panel)} ${logView(panel)}`
        : html`<p>…</p>`
    }
  </aside>`;
}

function botView({ panel: acts }: Scene, { bot }: WirePanel): TemplateResult {
  const isRunning = bot.state === 'running';
  const isStopped = bot.state === 'stopped';
  const button = (to: 'start' | 'stop' | 'restart' | 'kill', label: string, about: string, isOff: boolean) =>
    html`<button class="button secondary" title=${about} ?disabled=${isOff} @click=${() => acts.control({ type: 'bot', to })}>
      ${label}
    </button>`;
  return html`<section>
    <h3>The bot</h3>
    <p class="bot-state" data-state=${bot.state} data-starts=${bot.starts} role="status">
      <i></i> ${BOT_STATES[bot.state] ?? bot.state}
    </p>
    ${bot.problem === null ? nothing : html`<pre class="problem" tabindex="0">${bot.problem}</pre>`}
    <div class="panel-row">
      ${
        isStopped
          ? button('start', 'Start', 'Start the process', false)
          : button('stop', 'Stop', 'SIGTERM: it ends in order and stays away', !isRunning)
      }
      ${button('restart', 'Restart', 'SIGTERM, then a new process', !isRunning)}
      ${button('kill', 'Kill', 'SIGKILL, like a power cut: it comes back by itself after two seconds', !isRunning)}
    </div>
  </section>`;
}

function settingsView({ panel: acts }: Scene, { speed, offer, jobs }: WirePanel): TemplateResult {
  return html`<section>
    <h3>Provider and time</h3>
    <label class="panel-field">
      Provider and model
      <select
        .value=${live(offer.current)}
        @change=${(event: Event) =>
          acts.control({ type: 'offer', id: (event.currentTarget as HTMLSelectElement).value })}
      >
        ${options(offer.choices, offer.current)}
      </select>
    </label>
    <div class="panel-field" role="group" aria-label="How fast time passes">
      How fast time passes
      <div class="segments">
        ${speed.choices.map(
          ({ id, label }) =>
            html`<button aria-pressed=${id === speed.current} @click=${() => acts.control({ type: 'speed', id })}>
              ${label}
            </button>`,
        )}
      </div>
    </div>
    <p class="panel-hint">The bot is started anew with either.</p>
    ${dayView(acts, jobs)}
  </section>`;
}

function dayView(acts: Scene['panel'], jobs: readonly WireJob[]): TemplateResult {
  const isBusy = jobs.some(({ states }) => !FINAL.has(states.at(-1)?.state ?? ''));
  const about = isBusy ? 'Once nothing is being made any more' : 'To the beginning of the next day, by UTC';
  return html`<div class="panel-row">
      <button
        class="button secondary"
        title=${about}
        ?disabled=${isBusy}
        @click=${() => acts.control({ type: 'nextDay' })}
      >
        Next day
      </button>
      <button
        class="button secondary"
        title="Everything begins anew: servers, messages, covers, money"
        @click=${() => acts.control({ type: 'reset' })}
      >
        Reset
      </button>
    </div>
    <p class="panel-hint">
      A member's takes for the day are used up? Go to the next day, or be somebody else. All of this is forgotten with a
      reset, and when the demo ends.
    </p>`;
}

function options(choices: readonly WireChoice[], current: string): TemplateResult[] {
  return choices.map(({ id, label }) => html`<option value=${id} ?selected=${id === current}>${label}</option>`);
}

function troublesView({ panel: acts }: Scene, { troubles }: WirePanel): TemplateResult {
  const toggle = ({ id, isArmed }: WireTrouble) => acts.control({ type: 'trouble', id, isArmed: !isArmed });
  return html`<section>
    <h3>Let something go wrong</h3>
    <ul class="troubles">
      ${troubles.map(
        (trouble) =>
          html`<li>
            <button class="trouble" aria-pressed=${trouble.isArmed} @click=${() => toggle(trouble)}>
              <b>${trouble.label}</b>
              <span class="trouble-state">
                ${trouble.isArmed ? 'waiting' : trouble.hits > 0 ? `struck ${trouble.hits}×` : ''}
              </span>
              <small>${trouble.about}</small>
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

function jobsView({ jobs, money }: WirePanel): TemplateResult {
  const dollars = (money.spentMicros / 1_000_000).toFixed(2);
  return html`<section>
    <h3>Jobs</h3>
    <p class="money">
      <b>${money.paidRequests}</b> paid ${money.paidRequests === 1 ? 'request' : 'requests'}, <b>$${dollars}</b> of play
      money
    </p>
    ${jobs.length === 0 ? html`<p class="panel-hint">None yet.</p>` : jobs.map(jobView)}
  </section>`;
}

function jobView({ id, states, model, provider, failure }: WireJob): TemplateResult {
  const last = states.at(-1);
  const [first] = states;
  const seconds = first && last ? ((last.at - first.at) / 1_000).toFixed(0) : '0';
  return html`<article class="job" data-state=${last?.state ?? ''}>
    <p><code>…${id.slice(-6)}</code> ${provider === null ? nothing : html`<span>${provider} ${model}</span>`}</p>
    <ol>
      ${states.map(({ state, at }, index) => {
        const isNow = index === states.length - 1 && !FINAL.has(state);
        return html`<li class="state-${state} ${isNow ? 'now' : ''}" title=${showClockSeconds(at)}>${state}</li>`;
      })}
    </ol>
    <p class="panel-hint">
      ${seconds} s of the stand-ins' time${failure === null ? nothing : html` · <span class="failure">${failure}</span>`}
    </p>
  </article>`;
}

function requestsView({ requests }: WirePanel): TemplateResult {
  return html`<section>
    <h3>Requests of the bot</h3>
    <div class="requests">
      ${requests.length === 0 ? html`<p class="panel-hint">None yet.</p>` : requests.map(requestView)}
    </div>
  </section>`;
}

function requestView({ at, to, method, path, status, fault, body }: WireRequest): TemplateResult {
  const isBad = status === null || status >= 400;
  return html`<details class="request">
    <summary>
      <time>${showClockSeconds(at)}</time> <b class="to-${to}">${to}</b>
      <span>${method} ${path}</span>
      <em class=${isBad ? 'failure' : ''}>${status ?? '…'}${fault === null ? '' : ` (${fault})`}</em>
    </summary>
    <pre tabindex="0">${body === '' ? 'no body' : body}</pre>
  </details>`;
}

function logView({ log }: WirePanel): TemplateResult {
  return html`<section>
    <details>
      <summary><h3>The bot's log</h3></summary>
      <pre class="log" tabindex="0">${log.join('\n')}</pre>
    </details>
  </section>`;
}
