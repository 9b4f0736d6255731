import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { botSettings } from '../../src/config/bot-settings.ts';
import { ROOT, read } from './dockerfile.ts';

const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  restart: z.string(),
  init: z.boolean().default(false),
  hostname: z.string().optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  stop_grace_period: z.string().optional(),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.object({ environment: z.string() })),
});

const { services, volumes, secrets } = composeSchema.parse(parse(read('compose.yaml'), { merge: true }));
const { coverband, ...others } = services;
if (!coverband) throw new Error('there is no bot');

describe('the compose file', () => {
  it('gives a stopping bot longer than it waits for what is paid for', () => {
    const seconds = Number(/^(\d+)s$/.exec(coverband.stop_grace_period ?? '')?.[1]);
    expect(seconds).toBeGreaterThanOrEqual(Number(botSettings.SHUTDOWN_WAIT_SECONDS.fallback) + 10);
    expect(coverband.init).toBe(true);
  });

  it('leaves the bot nothing to write to but its data, and no rights that it does not need', () => {
    expect(coverband).toMatchObject({ read_only: true, restart: 'unless-stopped', env_file: '.env' });
    expect(coverband.volumes).toEqual(['data:/data']);
    expect(coverband.environment.DATA_DIR).toBe('/data');
    for (const service of Object.values(services)) {
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
    }
  });

  it('gives the bot a name that stays, so that a new container is no other machine to it', () => {
    expect(coverband.hostname).toBe('coverband');
  });

  it('builds the bot in the version of the package', () => {
    expect(coverband).toMatchObject({ build: '.', image: `coverband:${JSON.parse(read('package.json')).version}` });
  });

  it('starts the others only when they are asked for, each in one version', () => {
    expect(Object.keys(others)).toEqual(['prometheus', 'grafana']);
    for (const { image, profiles } of Object.values(others)) {
      expect(profiles).toEqual(['metrics']);
      expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
    }
  });

  it('opens no port to other machines', () => {
    const ports = Object.values(services).flatMap((service) => service.ports);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('mounts files that are there and volumes that are declared', () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes.map((volume) => volume.split(':')));
    for (const [source = '', , mode] of mounted) {
      if (!source.startsWith('./')) expect(Object.keys(volumes)).toContain(source);
      else
        expect({ source, isThere: existsSync(join(ROOT, source)), mode }).toEqual({
          source,
          isThere: true,
          mode: 'ro',
        });
    }
  });

  it('sends Prometheus to the port that the bot opens, with the secret that it was given, and Grafana to Prometheus', () => {
    const scrape = parse(read('docker/prometheus.yaml')).scrape_configs[0];
    expect(scrape.static_configs[0].targets).toEqual([`coverband:${coverband.environment.OPERATOR_PORT}`]);
    // The alerts know the bot by it.
    expect(scrape.job_name).toBe('coverband');
    const [name = ''] = others.prometheus?.secrets ?? [];
    expect(scrape.authorization.credentials_file).toBe(`/run/secrets/${name}`);
    expect(secrets[name]).toEqual({ environment: 'OPERATOR_SECRET' });
    expect(coverband.environment.OPERATOR_SECRET).toMatch(/^\$\{OPERATOR_SECRET:\?/);
    expect(parse(read('docker/grafana-source.yaml')).datasources[0].url).toBe('http://prometheus:9090');
  });

  it('knows no setting of the bot that there is not', () => {
    expect(Object.keys(coverband.environment).filter((name) => !(name in botSettings))).toEqual([]);
  });
});
