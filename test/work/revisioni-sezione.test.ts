/** A change of address becomes a change of section only where the stradario says so; ANPR's section decides what is open. */
import { expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import type { Database } from '../../src/store/database.js';
import { importaStradario } from '../../src/work/stradario.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, applicaInbox, notificaDi, nuovoEnte, salva } from './banco.js';
import type { Contenuto } from './contenuti.js';
import { immigrati, nris, residente } from './persone.js';

let contatore = 0;
async function arriva(db: Database, ente: Contesto, ...contenuti: readonly Contenuto[]): Promise<void> {
  await salva(
    db,
    contenuti.map((c) => notificaDi(ente, `s${contatore++}`, c)),
  );
  await applicaInbox(db, ente, [1]);
}

/** Changes of section of the ente, in a few words; the moves only. */
async function cambi(db: Database, { codComune }: Contesto): Promise<string[]> {
  const sql = `SELECT stato, motivo, valore_dopo FROM variazioni
    WHERE cod_comune = ? AND campo = 'indirizzo' AND ufficio = 'ELETTORALE' ORDER BY id`;
  const righe = await db.transaction((tx) => tx.query(sql, [codComune]));
  return righe.map((r) => `${r.valore_dopo}: ${r.stato} ${r.motivo}`);
}

const inLista = (sezione: string) => ({ liste: { elettore: 'S', generale: { codiceIstat: '999001', sezione } } });

/** Somebody on the general list, section 1, living at number 1. */
async function elettrice(db: Database, stradario?: string): Promise<Contesto> {
  const ente = nuovoEnte();
  const chi = { codComune: ente.codComune, attore: 'ufficio', now: new Date(ADESSO) };
  if (stradario !== undefined) await importaStradario(db, Buffer.from(stradario), chi);
  await arriva(db, ente, immigrati(1, [residente(1)]), nris('5010', 2, [{ ...residente(1), ...inLista('1') }]));
  return ente;
}

const VIA_ROMA = 'specie;via;lato;dal;al;sezione\nVIA;Roma;TUTTI;1;10;1\nVIA;Roma;TUTTI;11;;2\n';
const trasloco = (id: number, civico: number) =>
  nris('5005', id, [residente(1, { civico, dal: `2026-01-${10 + id}` })], `2026-01-${10 + id}`);

perOgniDatabase((apri) => {
  it('proposes nothing for a move inside the section, and names the new section of a move out of it', async () => {
    const db = await apri();
    const ente = await elettrice(db, VIA_ROMA);
    await arriva(db, ente, trasloco(3, 8));
    expect(await cambi(db, ente)).toEqual(['VIA ROMA 8, VALFINTA: APPROVATA STESSA_SEZIONE']);
    await arriva(db, ente, trasloco(4, 12));
    expect((await cambi(db, ente)).at(-1)).toBe('VIA ROMA 12, VALFINTA: PROPOSTA SEZIONE 2');
  });

  it('proposes every move where there is no stradario, or where it does not know the street', async () => {
    const db = await apri();
    for (const stradario of [undefined, 'specie;via;lato;sezione\nVIA;Po;TUTTI;1\n']) {
      const ente = await elettrice(db, stradario);
      await arriva(db, ente, trasloco(3, 8));
      expect(await cambi(db, ente)).toEqual(['VIA ROMA 8, VALFINTA: PROPOSTA null']);
    }
  });

  it('is decided when ANPR gives the new section', async () => {
    const db = await apri();
    const ente = await elettrice(db, VIA_ROMA);
    await arriva(db, ente, trasloco(3, 12));
    await arriva(
      db,
      ente,
      nris('5010', 4, [{ ...residente(1, { civico: 12, dal: '2026-01-13' }), ...inLista('2') }], '2026-01-20'),
    );
    expect(await cambi(db, ente)).toEqual(['VIA ROMA 12, VALFINTA: APPROVATA SEZIONE 2']);
  });

  it('opens no variazione by importing a stradario', async () => {
    const db = await apri();
    const ente = await elettrice(db, VIA_ROMA);
    const quante = async () => (await db.transaction((tx) => tx.query('SELECT id FROM variazioni'))).length;
    const prima = await quante();
    await importaStradario(db, Buffer.from(VIA_ROMA.replaceAll(';2', ';9')), {
      codComune: ente.codComune,
      attore: 'ufficio',
      now: new Date(ADESSO),
    });
    expect(await quante()).toBe(prima);
  });
});
