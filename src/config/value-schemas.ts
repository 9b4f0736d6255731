import { z } from 'zod';
import { isNetwork } from '../http-guard/address-check.ts';

export const text = z.string();

/** An http(s) address. */
export const address = z.url({ protocol: /^https?$/ });

/** Often written without its scheme. */
export const proxy = z
  .string()
  .transform((value) => (value.includes('://') ? value : `http://${value}`))
  .pipe(address);

export const whole = (minimum: number, maximum: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(minimum).max(maximum));

/** Down to a millionth. */
export const amount = (maximum: number) =>
  z
    .string()
    .regex(/^\d+(\.\d{1,6})?$/)
    .transform(Number)
    .pipe(z.number().min(0).max(maximum));

export const yesNo = z.enum(['true', 'false']).transform((value) => value === 'true');

/** With commas between. */
export const list = z.string().transform((value) => value.split(',').map((item) => item.trim()));

export const discordIds = list.pipe(z.array(z.string().regex(/^\d{17,20}$/)));

/** Exact ones, and `*.` before what others end in. */
export const hosts = list.pipe(
  z.array(
    z
      .string()
      .toLowerCase()
      .regex(/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/),
  ),
);

export const networks = list.pipe(z.array(z.string().refine(isNetwork)));

export const origins = list.pipe(
  z.array(address.refine((value) => URL.canParse(value) && new URL(value).origin === value)),
);

const bucketName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{1,61}[A-Za-z0-9]$/);

/** `s3://bucket/prefix?endpoint=…&region=…`: where it is, and what is in front of each key in it. */
export const bucket = z
  .string()
  .refine((value) => URL.canParse(value))
  .transform((value) => new URL(value))
  .refine(
    ({ protocol, username, password, port, hash }) => protocol === 's3:' && username + password + port + hash === '',
  )
  .refine(({ searchParams }) => [...searchParams.keys()].every((name) => name === 'endpoint' || name === 'region'))
  .transform(({ hostname, pathname, searchParams }) => {
    const region = searchParams.get('region') ?? undefined;
    const amazon = region && `https://s3.${region}.amazonaws.com`;
    const path = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
    return {
      endpoint: searchParams.get('endpoint') ?? amazon,
      region: region ?? 'us-east-1',
      bucket: hostname,
      prefix: path === '' ? '' : `${path}/`,
    };
  })
  .pipe(
    z.object({
      endpoint: address.transform((value) => value.replace(/\/+$/, '')),
      region: z.string().regex(/^[a-z0-9-]+$/),
      bucket: bucketName,
      prefix: z.string().regex(/^([A-Za-z0-9!_.*'()-]+\/)*$/),
    }),
  );

const MICROS_PER_DOLLAR = 1_000_000;

export function microsOf(dollars: number): number {
  return Math.round(dollars * MICROS_PER_DOLLAR);
}
