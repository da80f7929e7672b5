import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TransientError } from '../../../src/errors.js';
import { RifiutoANPR } from '../../../src/soap/client/servizi.js';
import { apriBanco, type Banco, giorniFa, leggiTutto, richiesta } from './banco.js';

const MINUTI_UN_GIORNO = 24 * 60;
const testo = (b: Uint8Array): string => (b[0] === 0x1f ? gunzipSync(b) : Buffer.from(b)).toString('utf8');

async function rifiuto(promessa: Promise<unknown>): Promise<RifiutoANPR> {
  const errore = await promessa.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(errore instanceof RifiutoANPR)) throw new Error(`not refused: ${String(errore)}`);
  return errore;
}

async function tipiInCinqueMesi(b: Banco, tipo: string | null): Promise<Set<string>> {
  const trovati = new Set<string>();
  const sera = b.adesso();
  const giorno = (n: number) => new Date(Date.parse(sera) - n * 86_400_000).toISOString();
  for (let m = 0; m < 5; m++) {
    const periodo = { dal: giorno((m + 1) * 30), al: giorno(m * 30) };
    for (const v of await leggiTutto(b, richiesta(b, { tipo, periodo }))) trovati.add(v.tipoOperazione ?? '');
  }
  return trovati;
}

describe('a list of 4005', () => {
  it('brings back everything that was elaborated in the period, part by part, with the contents that were written', async () => {
    const b = apriBanco({ vociPerProgressivo: 7 });
    const r = richiesta(b);
    const voci = await leggiTutto(b, r);
    const attese = b.storia.filter((n) => n.momento >= (r.periodo?.dal ?? '') && n.tipoNotifica !== 'N031');
    expect(voci.map((v) => v.idOperazioneANPR).sort()).toEqual(attese.map((n) => n.idOperazioneANPR).sort());
    const perId = new Map(b.storia.map((n) => [n.idOperazioneANPR, n.contenuto()]));
    for (const v of voci) expect(testo(v.contenuto ?? Buffer.alloc(0))).toBe(perId.get(v.idOperazioneANPR));
  });

  it('is not there before its time, and the date it promises moves on while it is late (G52)', async () => {
    const b = apriBanco({ attesaMs: 150 * 60_000 });
    const chiesta = await b.client.elenco(richiesta(b));
    if (chiesta.esito !== 'ACCOLTA') throw new Error('no ticket');
    const verifica = () =>
      b.client.verifica({ idOperazioneComune: b.numero(), ticket: chiesta.ticket, progressivo: 1 });
    expect(await verifica()).toEqual({ esito: 'IN_CORSO', disponibileIl: chiesta.disponibileIl });
    b.passano(61);
    const dopo = await verifica();
    expect(dopo).toMatchObject({ esito: 'IN_CORSO' });
    expect((dopo as { disponibileIl: string }).disponibileIl > b.adesso()).toBe(true);
    b.passano(90);
    expect(await verifica()).toMatchObject({ esito: 'PRONTA', progressivo: 1 });
  });

  it('mixes the types when none is asked for, without N031, which must be asked for by name (G34, #1037)', async () => {
    const b = apriBanco({}, { abitanti: 2000 });
    const tipi = await tipiInCinqueMesi(b, null);
    expect(tipi.has('N031')).toBe(false);
    expect(tipi.has('NRIS') && [...tipi].some((t) => /^\d{4}$/.test(t))).toBe(true);
    expect(await tipiInCinqueMesi(apriBanco({}, { abitanti: 2000 }), 'N031')).toEqual(new Set(['N031']));
  });

  it('of one NA code brings every NA code, or only that one when ANPR is in good health (G59)', async () => {
    expect((await tipiInCinqueMesi(apriBanco({}, { abitanti: 2000 }), 'NA01')).size).toBeGreaterThan(1);
    const sole = await tipiInCinqueMesi(apriBanco({ naIndistinte: false }, { abitanti: 2000 }), 'NA01');
    expect([...sole].filter((t) => t !== 'NA01')).toEqual([]);
  });

  it('asked for ids alone has no contents; one id asked for by range has its own', async () => {
    const b = apriBanco();
    const voci = await leggiTutto(b, richiesta(b, { dettaglio: 'ID' }));
    expect(voci.length).toBeGreaterThan(3);
    expect(voci.every((v) => v.contenuto === null)).toBe(true);
    const id = voci[0]?.idOperazioneANPR ?? '';
    const { periodo: _, ...senza } = richiesta(b, { identificativi: { da: id, a: id } });
    const una = await leggiTutto(b, senza);
    expect(una.map((v) => [v.idOperazioneANPR, v.contenuto !== null])).toEqual([[id, true]]);
  });

  it('of state 7 has only what nobody fetched, of state 8 only the others, and 9 is the only one to trust (#1227)', async () => {
    const b = apriBanco();
    const quante = async (statoLavorazione: string) =>
      (await leggiTutto(b, richiesta(b, { statoLavorazione, dettaglio: 'ID' }))).length;
    const prima = [await quante('7'), await quante('8')];
    await leggiTutto(b, richiesta(b));
    expect(prima[0]).toBeGreaterThan(0);
    expect([prima[1], await quante('7')]).toEqual([0, 0]);
    expect(await quante('8')).toBeGreaterThan(0);
  });

  it('of operations (state 2) names operations by their own ids and types', async () => {
    const b = apriBanco();
    const voci = await leggiTutto(b, richiesta(b, { statoLavorazione: '2' }));
    const registranti = new Set(b.storia.map((n) => n.idRegistrante));
    expect(voci.length).toBeGreaterThan(0);
    expect(voci.every((v) => registranti.has(v.idOperazioneANPR) && v.tipoOperazione !== 'NRIS')).toBe(true);
  });

  it('gives some items without content and some with an empty one, and gives them in the next list (G35, G36)', async () => {
    const b = apriBanco({ quotaVuote: 0.3, quotaGzVuoti: 0.2 });
    const r = richiesta(b);
    const prima = await leggiTutto(b, r);
    const vuote = prima.filter((v) => v.contenuto === null || testo(v.contenuto) === '');
    expect(vuote.length).toBeGreaterThan(1);
    expect(
      prima.some((v) => v.contenuto === null) && prima.some((v) => v.contenuto !== null && testo(v.contenuto) === ''),
    ).toBe(true);
    const dopo = new Map(
      (await leggiTutto(b, { ...r, idOperazioneComune: b.numero() })).map((v) => [v.idOperazioneANPR, v.contenuto]),
    );
    expect(vuote.some((v) => (dopo.get(v.idOperazioneANPR)?.length ?? 0) > 30)).toBe(true);
  });
});

describe('4005 keeps silent', () => {
  it('about some notifications that 3003 has all the same (G60)', async () => {
    const b = apriBanco({ quotaNascoste: 0.4 }, { abitanti: 1000 });
    const r = richiesta(b);
    const voci = new Set((await leggiTutto(b, r)).map((v) => v.idOperazioneANPR));
    const taciute = b.storia.filter((n) => n.momento >= (r.periodo?.dal ?? '') && !voci.has(n.idOperazioneANPR));
    const una = taciute.find((n) => n.tipoNotifica !== 'N031');
    const domanda = { idOperazioneComune: b.numero(), idOperazioneANPR: una?.idOperazioneANPR ?? '' };
    expect(await b.client.operazione(domanda)).toMatchObject({ esito: 'TROVATA' });
    expect(voci.size).toBeGreaterThan(1);
  });
});

describe('4005 says no', () => {
  it('to a period that ends after its clock (EHR16), that does not go forward (EHR78), that is too long', async () => {
    const b = apriBanco();
    const futuro = new Date(Date.parse(b.adesso()) + 1000).toISOString();
    const chiedi = (dal: string, al: string) => rifiuto(b.client.elenco(richiesta(b, { periodo: { dal, al } })));
    expect(await chiedi(giorniFa(b, 1), futuro)).toMatchObject({ classe: 'OROLOGIO', codici: ['EHR16'] });
    expect(await chiedi(b.adesso(), b.adesso())).toMatchObject({ codici: ['EHR78'] });
    expect(await chiedi(giorniFa(b, 31), b.adesso())).toMatchObject({ classe: 'APPLICATIVO' });
  });

  it('to anything before 180 days (EN148, G55, G71), even to what it once elaborated', async () => {
    const b = apriBanco();
    const periodo = { dal: giorniFa(b, 200), al: giorniFa(b, 190) };
    expect(await rifiuto(b.client.elenco(richiesta(b, { periodo })))).toMatchObject({
      classe: 'TROPPO_VECCHIO',
      codici: ['EN148'],
    });
    const vecchia = b.storia[0]?.idOperazioneANPR ?? '';
    const { periodo: _, ...senza } = richiesta(b, { identificativi: { da: vecchia, a: vecchia } });
    expect(await leggiTutto(b, senza)).toEqual([]);
  });

  it('to a list of notifications in a state of operations (G62), and to neither period nor ids', async () => {
    const b = apriBanco();
    await rifiuto(b.client.elenco(richiesta(b, { tipo: 'N010', statoLavorazione: '2' })));
    const { periodo: _, ...senza } = richiesta(b);
    await rifiuto(b.client.elenco(senza));
    await rifiuto(b.client.elenco({ ...senza, idOperazioneComune: b.numero(), identificativi: { da: 'x', a: 'y' } }));
  });

  it('to too many occurrences (EN115, G63)', async () => {
    const b = apriBanco({ maxOccorrenze: 2 });
    expect(await rifiuto(b.client.elenco(richiesta(b)))).toMatchObject({
      classe: 'TROPPE_OCCORRENZE',
      codici: ['EN115'],
    });
  });

  it('with EN122 where there is nothing: at once without a ticket (G58), or when it is asked after', async () => {
    const niente = { dal: '2026-11-22T01:00:00.000Z', al: '2026-11-22T01:00:01.000Z' };
    const subito = apriBanco({ vuoto: 'ALLA_RICHIESTA' });
    expect(await subito.client.elenco(richiesta(subito, { periodo: niente }))).toEqual({ esito: 'VUOTA' });
    const dopo = apriBanco();
    const chiesta = await dopo.client.elenco(richiesta(dopo, { periodo: niente }));
    expect(chiesta).toMatchObject({ esito: 'ACCOLTA' });
    const ticket = (chiesta as { ticket: string }).ticket;
    dopo.passano(MINUTI_UN_GIORNO);
    const v = await dopo.client.verifica({ idOperazioneComune: dopo.numero(), ticket, progressivo: 1 });
    expect(v).toEqual({ esito: 'VUOTA' });
  });

  it('to the same number while its list is in the making (EN148), and gives the same answer to it afterwards', async () => {
    const b = apriBanco();
    const r = richiesta(b);
    const prima = await b.client.elenco(r);
    expect(await rifiuto(b.client.elenco(r))).toMatchObject({ classe: 'IN_ELABORAZIONE', codici: ['EN148'] });
    b.passano(MINUTI_UN_GIORNO);
    expect(await b.client.elenco(r)).toEqual(prima);
  });

  it('to a question after a list with a number that was used before: the old answer comes again', async () => {
    const b = apriBanco();
    const chiesta = await b.client.elenco(richiesta(b));
    const ticket = (chiesta as { ticket: string }).ticket;
    const stessa = { idOperazioneComune: b.numero(), ticket, progressivo: 1 };
    const prima = await b.client.verifica(stessa);
    b.passano(MINUTI_UN_GIORNO);
    expect(await b.client.verifica(stessa)).toEqual(prima);
    expect(await b.client.verifica({ ...stessa, idOperazioneComune: b.numero() })).toMatchObject({ esito: 'PRONTA' });
  });

  it('to a ticket it does not know (EN122), and to one it kept for three months (EN148)', async () => {
    const b = apriBanco();
    const ignoto = await b.client.verifica({ idOperazioneComune: b.numero(), ticket: '12345', progressivo: 1 });
    expect(ignoto).toEqual({ esito: 'VUOTA' });
    const { ticket } = (await b.client.elenco(richiesta(b))) as { ticket: string };
    b.passano(100 * MINUTI_UN_GIORNO);
    const tardi = await b.client.verifica({ idOperazioneComune: b.numero(), ticket, progressivo: 1 });
    expect(tardi).toEqual({ esito: 'PERDUTA', codice: 'EN148' });
  });
});

describe('a bad day of 4005', () => {
  const giorno = (effetto: 'FERMO' | 'PERDE' | 'FALLISCE' | 'TERMINA' | '998' | '999', ore = 48) => {
    const dal = '2026-11-22T19:00:00.000Z';
    const al = new Date(Date.parse(dal) + ore * 3_600_000).toISOString();
    return apriBanco({ disservizi: [{ dal, al, effetto }] });
  };
  const chiedi = async (b: ReturnType<typeof apriBanco>) => {
    const { ticket } = (await b.client.elenco(richiesta(b))) as { ticket: string };
    return () => b.client.verifica({ idOperazioneComune: b.numero(), ticket, progressivo: 1 });
  };

  it('keeps a list in state 1 for days, then has it (G52)', async () => {
    const b = giorno('FERMO', 72);
    const verifica = await chiedi(b);
    for (let g = 0; g < 2; g++) {
      b.passano(MINUTI_UN_GIORNO);
      expect(await verifica()).toMatchObject({ esito: 'IN_CORSO' });
    }
    b.passano(2 * MINUTI_UN_GIORNO);
    expect(await verifica()).toMatchObject({ esito: 'PRONTA' });
  });

  it('loses a list: it must be asked for again (G53, G55)', async () => {
    const b = giorno('PERDE', 3);
    const verifica = await chiedi(b);
    b.passano(MINUTI_UN_GIORNO);
    expect(await verifica()).toEqual({ esito: 'PERDUTA', codice: 'EN148' });
    expect((await leggiTutto(b, richiesta(b))).length).toBeGreaterThan(0);
  });

  it('ends a list in state 3 or 99', async () => {
    for (const [effetto, stato] of [
      ['FALLISCE', '3'],
      ['TERMINA', '99'],
    ] as const) {
      const b = giorno(effetto, 3);
      const verifica = await chiedi(b);
      b.passano(MINUTI_UN_GIORNO);
      expect(await verifica()).toEqual({ esito: 'FALLITA', stato });
    }
  });

  it('answers 998 or 999 to everything and remembers nothing of it (G56)', async () => {
    for (const effetto of ['998', '999'] as const) {
      const b = giorno(effetto, 3);
      const r = richiesta(b);
      await expect(b.client.elenco(r)).rejects.toThrow(TransientError);
      b.passano(MINUTI_UN_GIORNO);
      expect(await b.client.elenco(r)).toMatchObject({ esito: 'ACCOLTA' });
    }
  });
});

describe('chance', () => {
  it('is seeded: the same questions at the same times get the same answers', async () => {
    const leggi = async () => {
      const b = apriBanco({ quota999: 0.2, quotaVuote: 0.2, vuoto: 'A_CASO' });
      const esiti: unknown[] = [];
      for (let i = 0; i < 20; i++) esiti.push(await b.client.elenco(richiesta(b)).catch((e: Error) => e.name));
      return esiti;
    };
    const una = await leggi();
    expect(await leggi()).toEqual(una);
    expect(new Set(una.map((e) => typeof e)).size).toBe(2);
  });
});
