// Runs before everything else, on whatever Node is there: so it keeps to old syntax.
const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
  process.stderr.write(
    [
      `Coverband needs Node 24 or newer; this is Node ${process.versions.node}.`,
      process.platform === 'darwin'
        ? 'On a Mac: "brew install node@24 && brew link --overwrite --force node@24", then run the command again.'
        : process.platform === 'linux'
          ? 'On Linux (x86-64 and ARM64), "npm ci" brings its own: run it again without --omit=optional.'
          : 'Install Node 24 (the version in .node-version) and run the command again.',
      '',
    ].join('\n'),
  );
  // Starting again would not help: see run.ts.
  process.exit(78);
}
