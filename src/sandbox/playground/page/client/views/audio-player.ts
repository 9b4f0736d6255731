import { html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';

interface Playable {
  name: string;
  size: string;
  url: string;
}

/**
 * A sound file with its controls. The state is the audio element's own and is written into the controls by hand: it changes
 * many times a second, and nothing else on the page needs to know.
 */
export function audioPlayer({ name, size, url }: Playable): TemplateResult {
  return html`<figure class="audio" data-audio=${name}>
    <figcaption class="audio-head">
      <span class="audio-picture">${icon('note')}</span>
      <span class="audio-name">
        <a href=${url} download=${name} title="Download ${name}">${name}</a>
        <small>${size}</small>
      </span>
      <a class="icon-button" href=${url} download=${name} aria-label="Download ${name}">${icon('download')}</a>
    </figcaption>
    <div class="audio-controls">
      <button class="audio-play" aria-label="Play" @click=${togglePlay}>
        <span class="when-paused">${icon('play')}</span><span class="when-playing">${icon('pause')}</span>
      </button>
      <span class="audio-time"><span data-time="now">0:00</span> / <span data-time="all">-:--</span></span>
      <input type="range" min="0" max="1000" value="0" step="1" aria-label="Position" data-seek @input=${seek} />
      <button class="audio-mute" aria-label="Mute" @click=${toggleMute}>
        <span class="when-loud">${icon('loud')}</span><span class="when-silent">${icon('silent')}</span>
      </button>
    </div>
    <audio
      preload="metadata"
      src=${url}
      @loadedmetadata=${showPlaying}
      @timeupdate=${showPlaying}
      @play=${showPlaying}
      @pause=${showPlaying}
      @ended=${showPlaying}
      @volumechange=${showPlaying}
    ></audio>
  </figure>`;
}

function figureOf(event: Event): HTMLElement | null {
  return (event.currentTarget as HTMLElement).closest<HTMLElement>('.audio');
}

function audioIn(figure: HTMLElement | null): HTMLAudioElement | null {
  return figure?.querySelector('audio') ?? null;
}

function togglePlay(event: Event): void {
  const audio = audioIn(figureOf(event));
  if (!audio) return;
  if (audio.paused) playAlone(audio);
  else audio.pause();
}

/** One song at a time. */
function playAlone(audio: HTMLAudioElement): void {
  for (const other of document.querySelectorAll('audio')) if (other !== audio) other.pause();
  void audio.play().catch(() => undefined);
}

function toggleMute(event: Event): void {
  const audio = audioIn(figureOf(event));
  if (audio) audio.muted = !audio.muted;
}

function seek(event: Event): void {
  const audio = audioIn(figureOf(event));
  const share = Number((event.currentTarget as HTMLInputElement).value) / 1_000;
  if (audio && Number.isFinite(audio.duration)) audio.currentTime = share * audio.duration;
}

function showPlaying(event: Event): void {
  const figure = figureOf(event);
  const audio = audioIn(figure);
  if (!figure || !audio) return;
  const { currentTime, duration, paused, muted } = audio;
  figure.classList.toggle('playing', !paused);
  figure.classList.toggle('muted', muted);
  figure.querySelector('.audio-play')?.setAttribute('aria-label', paused ? 'Play' : 'Pause');
  figure.querySelector('.audio-mute')?.setAttribute('aria-label', muted ? 'Unmute' : 'Mute');
  setText(figure, 'now', showSeconds(currentTime));
  setText(figure, 'all', Number.isFinite(duration) ? showSeconds(duration) : '-:--');
  const share = Number.isFinite(duration) && duration > 0 ? currentTime / duration : 0;
  const slider = figure.querySelector<HTMLInputElement>('[data-seek]');
  if (slider) slider.value = String(Math.round(share * 1_000));
  figure.style.setProperty('--played', `${share * 100}%`);
}

function setText(figure: HTMLElement, part: string, text: string): void {
  const element = figure.querySelector(`[data-time="${part}"]`);
  if (element) element.textContent = text;
}

function showSeconds(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
