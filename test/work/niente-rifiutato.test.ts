/** Law 5: whatever is ours is stored and, when it cannot be applied, parked with its reason; it holds back nobody. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Contesto } from '../../src/registri/stato.js';
import { cifraContenuto } from '../../src/soap/cifra.js';
import { openKeystore } from '../../src/soap/keystore.js';
import type { Database } from '../../src/store/database.js';
import { riprova } from '../../src/store/inbox.js';
import type { NotificaRicevuta } from '../../src/store/notifica.js';
import { lettoreQui } from '../../src/work/lettore.js';
import { feed } from '../arbitraries.js';
import { type Identita, issue, toP12 } from '../soap/pki.js';
import { perOgniDatabase } from '../store/databases.js';
import { ADESSO, faiLoop, inbox, notificaDi, notificheDi, nuovoEnte, righe, righeAttese, salva } from './banco.js';
import { immigrati, nris, residente } from './persone.js';

let chiave: Identita;
beforeAll(() => {
  chiave = issue({ cn: '999001-CO-9999' });
});

const buona = () => immigrati(1, [residente(1)]);
const cifrata = (ente: Contesto, id: string): NotificaRicevuta => {
  const contenuto = cifraContenuto(buona().xml, chiave.cert);
  return { ...notificaDi(ente, id, buona()), canale: 'N000', contenuto };
};
const conXml = (ente: Contesto, id: string, xml: string, tipoNotifica = 'NRIS'): NotificaRicevuta =>
  notificaDi(ente, id, { tipoNotifica, xml });

/** One of every kind that cannot be applied, with the reason it must be parked for. */
const CATTIVE: readonly [string, (ente: Contesto, id: string) => NotificaRicevuta][] = [
  ['TIPO_SCONOSCIUTO', (e, id) => conXml(e, id, '<NotificaN099><x>1</x></NotificaN099>', 'N099')],
  ['TIPO_SCONOSCIUTO', (e, id) => conXml(e, id, nris('9999', 1, [residente(1)]).xml)],
  ['CONTENUTO_SCONOSCIUTO', (e, id) => conXml(e, id, 'non è XML: §§§')],
  ['XML_NON_VALIDO', (e, id) => conXml(e, id, '<aperta><e mai chiusa')],
  ['CONTENUTO_VUOTO', (e, id) => conXml(e, id, '  ')],
  ['DATI_MANCANTI', (e, id) => conXml(e, id, '<NotificaN010><x>1</x></NotificaN010>', 'N010')],
  ['ESITO_SCONOSCIUTO', (e, id) => conXml(e, id, buona().xml.replace('>0000<', '>77<'))],
  [
    'STATO_LOCALE',
    (e, id) => conXml(e, id, nris('5008', 1, [{ identificativi: {}, generalita: { cognome: 'X' } }]).xml),
  ],
  ['CHIAVE_MANCANTE', cifrata],
];

const motivi = async (db: Database, ente: Contesto): Promise<(string | null)[]> =>
  (await inbox(db, ente)).filter((n) => n.stato === 'parked').map((n) => n.motivo);

perOgniDatabase((apri) => {
  it('nothing refused that is ours: what cannot be applied is parked with its reason and blocks nobody', async () => {
    const db = await apri();
    await fc.assert(
      fc.asyncProperty(feed, fc.array(fc.nat(CATTIVE.length - 1), { minLength: 1, maxLength: 8 }), async (f, quali) => {
        const ente = nuovoEnte();
        const buone = notificheDi(ente, f);
        const cattive = quali.map((q, i) => CATTIVE[q]![1](ente, `cattiva-${i}`));
        const miste = Array.from({ length: Math.max(buone.length, cattive.length) }, (_, i) => [cattive[i], buone[i]]);
        await salva(
          db,
          miste.flat().filter((n) => n !== undefined),
        );
        await faiLoop(db, ente, { settings: { batchSize: 4 } });
        expect((await motivi(db, ente)).sort()).toEqual(quali.map((q) => CATTIVE[q]![0]).sort());
        expect(await righe(db, ente)).toEqual(righeAttese(ente, buone));
      }),
      { numRuns: 6 },
    );
  });

  it.each(CATTIVE.map(([motivo], i) => [i, motivo] as const))(
    'parks number %i for %s and says what would free it',
    async (i, motivo) => {
      const db = await apri();
      const ente = nuovoEnte();
      await salva(db, [CATTIVE[i]![1](ente, '1')]);
      await faiLoop(db, ente);
      const [riga] = await inbox(db, ente);
      expect(riga).toMatchObject({ stato: 'parked', motivo, tentativi: 1, lavorataIl: ADESSO });
      expect(riga?.messaggio?.length).toBeGreaterThan(15);
    },
  );

  it('applies what lacked its key once the keystore is there and riprova names the reason', async () => {
    const db = await apri();
    const ente = nuovoEnte();
    await salva(db, [cifrata(ente, '1'), conXml(ente, '2', '<NotificaN099><x>1</x></NotificaN099>', 'N099')]);
    await faiLoop(db, ente);
    expect((await motivi(db, ente)).sort()).toEqual(['CHIAVE_MANCANTE', 'TIPO_SCONOSCIUTO']);
    const [prima] = await inbox(db, ente);
    expect(prima?.messaggio).toContain('.p12');
    const quante = await db.transaction((tx) =>
      riprova(tx, { motivo: 'CHIAVE_MANCANTE', codComune: ente.codComune }, ADESSO),
    );
    expect(quante).toBe(1);
    const keystores = [openKeystore(toP12(chiave, 'segreta'), 'segreta', 'prova.p12')];
    await faiLoop(db, ente, { lettore: lettoreQui(() => keystores) });
    expect((await inbox(db, ente)).map((n) => n.stato)).toEqual(['applied', 'parked']);
    expect(await righe(db, ente)).toEqual(righeAttese(ente, [notificaDi(ente, '1', buona())]));
  });
});
