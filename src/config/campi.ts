/**
 * The kinds of value that the configuration is made of: each checks itself and says in Italian what to write instead.
 * Invariant: no kind has a default.
 */
import { z } from 'zod';

export const intero = (min: number, max: number) => {
  const error = `scrivere un numero intero da ${min} a ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
export const testo = (error: string) => z.string({ error }).trim().min(1, { error });
export const scelta = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `scegliere uno fra: ${values.join(', ')}` });
export const siNo = () => z.boolean({ error: 'scrivere true oppure false' });
export const file = (what: string) => testo(`scrivere il percorso di ${what}`);
export const elenco = <T extends z.ZodType>(element: T, what: string) =>
  z.array(element, { error: `scrivere un elenco fra parentesi quadre: ${what}` });
export const sezione = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'scrivere una sezione fra parentesi graffe'),
  });

export const UN_GIORNO_MS = 86_400_000;
export const UN_GIGA_BYTES = 1_073_741_824;

export const codiceIstat = (what: string) => testo(what).regex(/^\d{6}$/, { error: what });
export const cron = () =>
  testo('scrivere una espressione cron').regex(/^(?:[\d*/,-]+\s+){4,5}[\d*/,-]+$/, {
    error:
      'scrivere una espressione cron di 5 o 6 campi, per esempio "30 3 * * *" (alle 3:30), oppure null per disattivare',
  });
export const keystore = sezione({
  file: file('un keystore PKCS#12 (NNNNNN-CO-9999.p12)'),
  passwordFile: file('un file che contiene solo la password del keystore').nullable().optional(),
});
