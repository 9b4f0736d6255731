import { DiscordMention } from '@skyra/discord-components-core/discord-mention.js';
import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import { css } from 'lit';

/** Some of what messages show is too faint to be read by everybody, and is out of reach of the page's own style sheets. */
DiscordMessage.elementStyles.push(css`
  :host .discord-message-timestamp.discord-message-timestamp,
  :host .discord-message-edited.discord-message-edited,
  :host([light-theme]) .discord-message-timestamp.discord-message-timestamp,
  :host([light-theme]) .discord-message-edited.discord-message-edited {
    color: var(--muted);
  }
`);

DiscordMention.elementStyles.push(css`
  :host([light-theme]:not(:hover)) {
    color: var(--brand-dark);
  }
`);
