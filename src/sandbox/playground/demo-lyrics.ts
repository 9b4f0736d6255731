/** Words for the models that cannot do without; within what the strictest of them takes, 10 to 596 characters. */
export const DEMO_LYRICS = `[Verse]
Paper lanterns down the street
Someone left the radio on
All the windows keep the beat
Of a summer nearly gone

[Chorus]
Sing it slower, sing it loud
Sing it any way you know
Every song that fills a room
Has another place to go`;
