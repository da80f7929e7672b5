/** Failures that municipalities reported (protocol, section G), end to end: inbox, loop, tables. Each carries its number. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { elencaAnomalie } from '../../src/store/anomalie.js';
import type { Database } from '../../src/store/database.js';
import { perOgniDatabase } from '../store/databases.js';
import { applicaInbox, conta, faiLoop, finche, inbox, loopDi, notificaDi, nuovoEnte, righe, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { chi, immigrati, n01, nris, residente } from './persone.js';

/** The contents arrive in this order, each under an id that says which it is. */
async function arrivano(db: Database, contenuti: readonly (readonly [string, Contenuto])[]): Promise<Contesto> {
  const ente = nuovoEnte();
  await salva(
    db,
    contenuti.map(([id, c]) => notificaDi(ente, id, c)),
  );
  await applicaInbox(db, ente, [2]);
  return ente;
}

function permutazioni<T>(lista: readonly T[]): T[][] {
  if (lista.length < 2) return [[...lista]];
  return lista.flatMap((x, i) => permutazioni(lista.toSpliced(i, 1)).map((p) => [x, ...p]));
}

/** Condition of person 1 after every order of arrival: one, if the order does not matter. */
async function inOgniOrdine(db: Database, contenuti: readonly Contenuto[]): Promise<unknown[]> {
  const esiti = new Map<string, unknown>();
  const conId = contenuti.map((c, i) => [`${900 + i}`, c] as const);
  for (const ordine of permutazioni(conId)) {
    const tutte = await righe(db, await arrivano(db, ordine));
    const { condizione, condizione_dal } = tutte.tributi_contribuenti?.['S:100001'] ?? {};
    esiti.set(JSON.stringify(tutte), [condizione, condizione_dal]);
  }
  return [...esiti.values()];
}

const persona = residente(1);
const arrivo = immigrati(1, [persona]);
const parte = (id: number, giorno: string) => n01('N010', id, persona, giorno);
const torna = (id: number, giorno: string) => n01('N015', id, persona, giorno);
const aperte = async (db: Database, { codComune }: Contesto): Promise<string[]> =>
  (await db.transaction((tx) => elencaAnomalie(tx, { codComune, limit: 100 }))).map((a) => a.regola).sort();

perOgniDatabase((apri) => {
  it.each([
    [
      'G22: three identical N015 count as one',
      [arrivo, parte(2, '2026-03-01'), torna(3, '2026-03-10'), torna(3, '2026-03-10')],
      ['RESIDENTE', '2020-01-01'],
    ],
    [
      'G23: N010, N015, N015, N010 ends with the person gone',
      [arrivo, parte(2, '2026-03-01'), torna(3, '2026-03-10'), parte(5, '2026-04-01')],
      ['NON_RESIDENTE', '2026-04-01'],
    ],
    [
      'G24: an N015 without its N010 leaves a resident where she is',
      [arrivo, torna(3, '2026-03-10')],
      ['RESIDENTE', '2020-01-01'],
    ],
    [
      'G25: of two N010 without N015 the later decorrenza stands',
      [arrivo, parte(2, '2026-03-01'), parte(3, '2026-04-01')],
      ['NON_RESIDENTE', '2026-04-01'],
    ],
    [
      'G26: gone again the same day although the first N010 never came',
      [arrivo, torna(3, '2026-03-10'), parte(4, '2026-03-10')],
      ['NON_RESIDENTE', '2026-03-10'],
    ],
    [
      'G27: an N015 for an internal move changes nothing',
      [arrivo, nris('5005', 2, [residente(1, { civico: 9, dal: '2026-02-01' })]), torna(3, '2026-03-10')],
      ['RESIDENTE', '2020-01-01'],
    ],
  ] as const)('%s, in every order of arrival', async (_, contenuti, atteso) => {
    expect(await inOgniOrdine(await apri(), contenuti)).toEqual([atteso]);
  });

  it('G13 G31: what was acknowledged and lost, or never came, is made good by the scheda of 3002', async () => {
    const db = await apri();
    const scheda = nris('3002', 9, [residente(1, { civico: 7, dal: '2026-05-05' })]);
    const ente = await arrivano(db, [
      ['1', arrivo],
      ['2', scheda],
    ]);
    expect((await righe(db, ente)).anagrafe?.['S:100001']).toMatchObject({ indirizzo_dal: '2026-05-05' });
    expect((await righe(db, ente)).anagrafe?.['S:100001']?.indirizzo).toContain('ROMA 7');
  });

  it('G28: an N014 for somebody never had here is a warning and no row', async () => {
    const db = await apri();
    const ente = await arrivano(db, [['1', n01('N014', 1, chi(1), '2026-01-01')]]);
    expect(await aperte(db, ente)).toEqual(['N014']);
    expect((await righe(db, ente)).anagrafe).toEqual({});
  });

  it('G28b: a 5012 that names no operation puts the person back, whatever came first', async () => {
    const db = await apri();
    const annullato = nris('5012', 3, [persona]);
    const via = nris('5005', 2, [residente(1, { civico: 9, dal: '2026-02-01' })]);
    const visti = new Set<unknown>();
    for (const ordine of permutazioni([arrivo, via, annullato].map((c, i) => [`${i}`, c] as const)))
      visti.add((await righe(db, await arrivano(db, ordine))).anagrafe?.['S:100001']?.indirizzo);
    expect([...visti]).toEqual([expect.stringContaining('ROMA 1')]);
  });

  it('G34: a list that mixes types nobody expected applies the ones it knows', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const { xml } = nris('5008', 2, [{ ...persona, generalita: { cognome: 'NUOVO', nome: 'NOME' } }]);
    await salva(db, [
      notificaDi(ente, '1', arrivo),
      notificaDi(ente, '2', { tipoNotifica: 'MAI_VISTA', xml: '<Cosa><x>1</x></Cosa>' }),
      notificaDi(ente, '3', { tipoNotifica: '5008', xml }),
    ]);
    await faiLoop(db, ente);
    expect((await inbox(db, ente)).map((n) => n.stato)).toEqual(['applied', 'parked', 'applied']);
    expect((await righe(db, ente)).anagrafe?.['S:100001']?.cognome).toBe('NUOVO');
  });

  it('G42: one codice fiscale on two schede is never merged, and somebody has to decide', async () => {
    const db = await apri();
    const { codiceFiscale, validitaCF } = persona.identificativi;
    const altra = {
      ...residente(2),
      identificativi: { ...residente(2).identificativi, codiceFiscale: codiceFiscale!, validitaCF: validitaCF! },
    };
    for (const ordine of permutazioni([
      ['1', arrivo],
      ['2', immigrati(2, [altra])],
    ] as const)) {
      const ente = await arrivano(db, ordine);
      expect(Object.keys((await righe(db, ente)).anagrafe ?? {}).sort()).toEqual(['S:100001', 'S:100002']);
      expect(await aperte(db, ente)).toEqual(['DOPPIA_SCHEDA', 'DOPPIA_SCHEDA', 'Q20', 'Q20']);
    }
  });

  it('G43: ids of thirty digits keep their order and codes their leading zeros', async () => {
    const db = await apri();
    const numero = (c: Contenuto, id: string): Contenuto => ({ ...c, xml: c.xml.replace(/4310\d{6}/, id) });
    const zeri = residente(1, { codice: '001001' });
    const ente = { ...nuovoEnte(), codici: new Set(['001001']) };
    await salva(db, [
      notificaDi(ente, `${'0'.repeat(29)}9`, numero(immigrati(1, [zeri]), '999999999')),
      notificaDi(
        ente,
        '9'.repeat(30),
        numero(
          n01('N010', 2, residente(1, { codice: '001001', cognome: 'ULTIMA' }), '2026-03-01'),
          `1${'0'.repeat(29)}`,
        ),
      ),
      notificaDi(
        ente,
        '4512509534',
        numero(nris('5008', 3, [{ ...zeri, generalita: { cognome: 'MEZZO', nome: 'NOME' } }]), '4512509534'),
      ),
    ]);
    await applicaInbox(db, ente, [1]);
    const tutte = await righe(db, ente);
    expect(tutte.tributi_contribuenti?.['S:100001']).toMatchObject({ condizione: 'NON_RESIDENTE' });
    expect(tutte.anagrafe?.['S:100001']).toMatchObject({ cognome: 'ULTIMA' });
    expect(Object.values(tutte.residenze ?? {})[0]).toMatchObject({ codice_istat: '001001' });
    expect((await inbox(db, ente))[1]?.idOperazioneANPR).toBe('9'.repeat(30));
  });

  it('G44: after a merger what still comes under the old code lands in the new comune', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    const prima = {
      ...notificaDi(ente, `vecchia-${ente.codComune}`, immigrati(1, [residente(1, { codice: '999900' })])),
      codDestinatario: '999900',
    };
    await salva(db, [
      prima,
      notificaDi(ente, '2', nris('5008', 2, [{ ...persona, generalita: { cognome: 'DOPO', nome: 'NOME' } }])),
    ]);
    const loop = loopDi(db, ente);
    await finche('both are applied', async () => (await conta(db, 'applicazioni', ente)) === 2);
    await loop.stop();
    expect((await righe(db, ente)).anagrafe?.['S:100001']).toMatchObject({ registro: 'APR', cognome: 'DOPO' });
  });

  it('G45: an NA notification repeated under new ids changes no row', async () => {
    const db = await apri();
    const xml = '<predisposizioneAnagrafica><testata><idNotifica>1</idNotifica></testata></predisposizioneAnagrafica>';
    const na = { tipoNotifica: 'NA01', xml };
    const ente = await arrivano(db, [
      ['0', arrivo],
      ['1', na],
      ['2', na],
      ['3', na],
    ]);
    const solo = await arrivano(db, [['0', arrivo]]);
    expect((await inbox(db, ente)).every((n) => n.stato === 'applied')).toBe(true);
    expect(await righe(db, ente)).toEqual(await righe(db, solo));
    expect(await conta(db, 'variazioni', ente)).toBe(await conta(db, 'variazioni', solo));
  });

  it('G73: a positive answer that lists only some of the persons changes those and no other', async () => {
    const db = await apri();
    const coppia = [residente(1), residente(2, { famiglia: '500001', legame: '2', civico: 1 })];
    const anomalia =
      '<listaAnomalie><anomalie><codiceErroreAnomalia>EN226</codiceErroreAnomalia><tipoErroreAnomalia>W</tipoErroreAnomalia></anomalie></listaAnomalie>';
    const { tipoNotifica, xml } = nris('5005', 2, [residente(1, { civico: 8, dal: '2026-02-01' })]);
    const parziale = {
      tipoNotifica,
      xml: xml.replace('>0000<', '>6<').replace('</Risposta_Comune>', `${anomalia}</Risposta_Comune>`),
    };
    const ente = await arrivano(db, [
      ['1', immigrati(1, coppia)],
      ['2', parziale],
    ]);
    const { anagrafe } = await righe(db, ente);
    expect(anagrafe?.['S:100001']?.indirizzo).toContain('ROMA 8');
    expect(anagrafe?.['S:100002']?.indirizzo).toContain('ROMA 1');
    // Q04: two members of one family at two addresses is just what the partial answer leaves behind.
    expect(await aperte(db, ente)).toEqual(['ANPR_EN226', 'Q04']);
  });
});
