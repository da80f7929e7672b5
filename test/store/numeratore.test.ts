/** Numbers of questions to ANPR: unique and growing per ente, whoever takes them and whatever happened before. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prendiNumero, prossimoNumero } from '../../src/store/numeratore.js';
import { perOgniDatabase } from './databases.js';

const ORA = '2026-06-15T09:00:00.123Z';

it('a number is the moment it was taken at, or one more than the last', () => {
  expect(prossimoNumero('0', ORA)).toBe('20260615090000123');
  expect(prossimoNumero('20260615090000123', ORA)).toBe('20260615090000124');
  expect(prossimoNumero('20270101000000000', ORA)).toBe('20270101000000001');
});

it('numbers grow and stay within 30 digits whatever the clock does', () => {
  const istante = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.array(istante, { maxLength: 40 }), (istanti) => {
      let ultimo = '0';
      for (const quando of istanti) {
        const numero = prossimoNumero(ultimo, quando.toISOString());
        expect(BigInt(numero) > BigInt(ultimo)).toBe(true);
        expect(numero).toMatch(/^\d{1,30}$/);
        ultimo = numero;
      }
    }),
  );
});

perOgniDatabase((apri) => {
  it('two processes and several enti at once take each number once, in growing order', async () => {
    const [a, b] = [await apri(), await apri()];
    const prendi = (db: typeof a, ente: string) => db.transaction((tx) => prendiNumero(tx, ente, ORA));
    const presi = await Promise.all(
      Array.from({ length: 40 }, (_, i) => prendi(i % 2 === 0 ? a : b, i % 4 < 2 ? '000001' : '000002')),
    );
    const dispari = presi.filter((_, i) => i % 4 < 2);
    expect(new Set(dispari).size).toBe(20);
    expect(new Set(presi.filter((_, i) => i % 4 >= 2))).toEqual(new Set(dispari));
    expect(dispari.map(BigInt).toSorted((x, y) => (x < y ? -1 : 1))[19]).toBe(20260615090000142n);
  });

  it('after a restart, and with the clock set back, it goes on from the last', async () => {
    const db = await apri();
    const primo = await db.transaction((tx) => prendiNumero(tx, '000001', ORA));
    const altro = await apri();
    const secondo = await altro.transaction((tx) => prendiNumero(tx, '000001', '2025-01-01T00:00:00.000Z'));
    expect(BigInt(secondo)).toBe(BigInt(primo) + 1n);
  });

  it('a transaction that fails gives its number back', async () => {
    const db = await apri();
    const fallita = db.transaction(async (tx) => {
      await prendiNumero(tx, '000001', ORA);
      throw new Error('broken on purpose');
    });
    await expect(fallita).rejects.toThrow('broken');
    expect(await db.transaction((tx) => prendiNumero(tx, '000001', ORA))).toBe('20260615090000123');
  });
});
