export async function run(c: any) {
  const { ada, ben, nia, mo, opal, desk, log, shoot, BOTH, channel, guild, pageOf, at, fans, makeSample, stage, play } = c;
  const song = { name: 'slow-harbour.mp3', data: await makeSample('slow-harbour') };
  await nia.slash(channel, 'cover', { song, style: 'slow smoky jazz' });
  await channel.nextMessage((m: any) => m.attachments.length > 0, { timeoutMs: 60000 });
  for (const k of ['Ada', 'Opal']) { await pageOf(k, ...at[k], 'dark'); await pageOf(k, ...at[k], 'light'); }
  const open = async () => (await opal.slash(desk, 'cover-operator')).settled();
  await open(); await shoot('op-health', 'Opal', BOTH);
  for (const p of ['spend', 'guilds', 'doubts']) { await (await opal.select(await open(), 'Go to…', [p])).settled(); await shoot(`op-${p}`, 'Opal', BOTH); }
  const guilds = await (await opal.select(await open(), 'Go to…', ['guilds'])).settled();
  const one = await (await opal.select(guilds, 'Open a server…', [guild.id])).settled(); await shoot('op-guild', 'Opal', BOTH);
  console.log(one.buttons().map((b: any) => b.label));
  const paused = await (await opal.click(one, 'Pause')).settled(); await shoot('op-guild-paused', 'Opal');
  await (await nia.slash(channel, 'help')).settled();
  await (await opal.click(paused, paused.buttons().find((b: any) => /resume/i.test(b.label)).label)).settled(); await shoot('op-guild-resumed', 'Opal');
  const leaving = await (await opal.click(one, one.buttons().find((b: any) => /leave/i.test(b.label)).label)).settled(); await shoot('op-guild-leave', 'Opal', BOTH);
  const h = await open(); console.log(h.buttons().map((b: any) => b.label), JSON.stringify(h.components).match(/"placeholder":"[^"]+"/g));
  const drained = await (await opal.click(h, h.buttons().find((b: any) => /drain|mainten|stop/i.test(b.label)).label)).settled(); await shoot('op-drained', 'Opal', BOTH);
  await (await opal.click(drained, drained.buttons().find((b: any) => /go on|resume|end|again|take/i.test(b.label)).label)).settled(); await shoot('op-undrained', 'Opal');
  const ph = await open();
  const menu = JSON.stringify(ph.components).match(/"value":"(pause:[^"]+)"/)?.[1];
  if (menu) { const placeholder = JSON.stringify(ph.components).match(/"custom_id":"(cover-operator:provider[^"]*)"/)?.[1]; await (await opal.select(ph, placeholder, [menu])).settled(); await shoot('op-provider-paused', 'Opal', BOTH); }
  // forms on the page, by Ada
  const pg = await pageOf('Ada', ...at.Ada, 'dark');
  const pgl = await pageOf('Ada', ...at.Ada, 'light');
  const formOf = async (key: string, press: string, name: string) => {
    const first = await (await ada.slash(channel, 'cover-settings')).settled();
    const p = await (await ada.select(first, 'Go to…', [c.settingRows[key].page])).settled();
    await (await ada.select(p, 'Change…', [key])).settled();
    for (const x of [pg, pgl]) {
      await x.waitForTimeout(400);
      await x.locator('.message').last().getByRole('button', { name: press, exact: true }).click();
      await x.getByRole('dialog').waitFor();
    }
    await shoot(`form-${name}`, 'Ada', { ...BOTH, full: true });
    for (const x of [pg, pgl]) await x.keyboard.press('Escape');
  };
  await formOf('memberDayTakes', 'Change', 'count');
  await formOf('forbiddenWords', 'Add words', 'words');
  await formOf('presets', 'Add a style', 'preset');
  // greeting
  const newGuild = stage.discord.addGuild({ name: 'Fresh', owner: { name: 'Ada', user: ada } });
  const hall = newGuild.addChannel({ name: 'hall' }); newGuild.setSystemChannel(hall);
  for (let i = 0; i < 60 && hall.messages.length === 0; i++) await new Promise((r) => setTimeout(r, 500));
  console.log(hall.messages.map((m: any) => m.text()));
  console.log(desk.messages.map((m: any) => m.text()));
  await shoot('op-notice', 'Opal', BOTH);
  const sp = await (await opal.select(await open(), 'Go to…', ['spend'])).settled();
  console.log(sp.text());
}
