/**
 * `allinea spiega --soggetto`: the life of a person, fact by fact. Without `--valori` only ids, dates, sections and names
 * of columns; with it the values too, and the operator's audit says who looked.
 */
import { registraAzione } from '../../store/audit.js';
import { descriviCambio, senzaCodiceFiscale } from '../../work/cambi.js';
import { contestoDi } from '../../work/enti.js';
import { oggiInItalia } from '../../work/oggi.js';
import { type FattoVissuto, type Vita, vitaDi } from '../../work/vita.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { enteScelto } from './enti.js';
import { conDatabase } from './esegui.js';
import { istante } from './testo.js';

export interface OpzioniVita extends OpzioniComuni {
  readonly valori?: boolean;
  readonly soggetto?: string;
  readonly comune?: string;
}

type Tabella = keyof Vita['righe'];
type Riga = NonNullable<Vita['righe'][Tabella]>[number];

/** Whose a table is, by the first word of its name; what is nobody's own is the anagrafe's. */
const UFFICI = [
  ['Anagrafe', (t: string) => !/^(tributi|elettorale)_/.test(t)],
  ['Tributi', (t: string) => t.startsWith('tributi_')],
  ['Elettorale', (t: string) => t.startsWith('elettorale_')],
] as const;

function testoFatto(f: FattoVissuto, valori: boolean): string {
  const { fatto } = f;
  const sezioni = Object.keys(fatto.dati).filter((s) => s !== 'identificativi');
  const quando = fatto.momento === undefined ? '' : `, saputo da ANPR ${istante(fatto.momento)}`;
  const testa = `  ${fatto.operazione} ${fatto.tipo}, operazione ${fatto.idOperazioneANPR ?? '-'}, decorrenza ${fatto.decorrenza ?? '-'}${quando}`;
  const dice = valori ? JSON.stringify(fatto.dati) : `dice ${sezioni.join(', ') || 'nient’altro'}`;
  const cambi = f.cambi.map(descriviCambio).map((c) => {
    const colonne = c.colonne.map((x) => (valori ? `${x.nome}: ${x.prima ?? '-'} → ${x.dopo ?? '-'}` : x.nome));
    return `      ${c.tabella}: ${colonne.join(', ')}`;
  });
  const effetto = cambi.length === 0 ? [`    ${perche(f)}`] : cambi;
  return [testa, `    notifica ${f.notificaId}: ${dice}`, ...effetto].join('\n');
}

function perche({ ripetuto, sospeso }: FattoVissuto): string {
  if (sospeso) return 'nomina anche un’altra persona: in attesa di una decisione (vedere le anomalie)';
  return ripetuto ? 'già detto: non cambia nulla' : 'non cambia nulla';
}

function testoRiga(riga: Riga, valori: boolean): string {
  const piene = Object.entries(riga).filter(([nome, v]) => v !== null && v !== '' && nome !== 'soggetto');
  return piene.map(([nome, v]) => (valori ? `${nome}=${v}` : nome)).join(', ');
}

function testoUffici(vita: Vita, valori: boolean): string[] {
  const tutte = Object.entries(vita.righe) as [Tabella, readonly Riga[]][];
  return UFFICI.map(([ufficio, sua]) => {
    const sue = tutte.filter(([t]) => sua(t));
    const righe = sue.flatMap(([t, rr]) => rr.map((r) => `  ${t}: ${testoRiga(r, valori)}`));
    return [`${ufficio}:`, ...(righe.length === 0 ? ['  nessuna riga'] : righe)].join('\n');
  });
}

function testoVita(vita: Vita, valori: boolean): string {
  const chi = valori ? vita.soggetto : senzaCodiceFiscale(vita.soggetto);
  const variazioni = vita.variazioni.map((v) => {
    const cosa = valori ? `: ${v.valore_prima ?? '-'} → ${v.valore_dopo ?? '-'}` : '';
    const da = v.notificaId === null ? 'dal calendario' : `dalla notifica ${v.notificaId}`;
    return `  ${v.id} ${v.ufficio} ${v.ambito} ${v.tipo}${cosa}, decorrenza ${v.decorrenza ?? '-'}, ${da}: ${v.stato}`;
  });
  const anomalie = vita.anomalie.map((a) => `  ${a.id} ${a.regola} (${a.ufficio}, ${a.gravita}): ${a.descrizione}`);
  return [
    `Soggetto ${chi}${vita.conteso ? ' — identità contesa: vedere le anomalie' : ''}`,
    `Fatti, nell’ordine di ANPR:\n${vita.fatti.map((f) => testoFatto(f, valori)).join('\n')}`,
    ...testoUffici(vita, valori),
    `Variazioni (${vita.daLavorare} da lavorare):\n${variazioni.join('\n') || '  nessuna'}`,
    `Anomalie aperte:\n${anomalie.join('\n') || '  nessuna'}`,
  ].join('\n\n');
}

/** The same life without any value of anybody. */
function senzaValori(vita: Vita): unknown {
  const fatti = vita.fatti.map(({ fatto, cambi, ...resto }) => ({
    ...resto,
    tipo: fatto.tipo,
    operazione: fatto.operazione,
    idOperazioneANPR: fatto.idOperazioneANPR ?? null,
    momento: fatto.momento ?? null,
    decorrenza: fatto.decorrenza ?? null,
    sezioni: Object.keys(fatto.dati),
    cambi: cambi.map(descriviCambio).map((c) => ({ tabella: c.tabella, colonne: c.colonne.map((x) => x.nome) })),
  }));
  const righe = Object.fromEntries(Object.entries(vita.righe).map(([t, r]) => [t, r?.length ?? 0]));
  const variazioni = vita.variazioni.map(({ valore_prima: _p, valore_dopo: _d, oggetto, soggetto, ...v }) => ({
    ...v,
    oggetto: senzaCodiceFiscale(oggetto),
    soggetto: soggetto === null ? null : senzaCodiceFiscale(soggetto),
  }));
  const anomalie = vita.anomalie.map((a) => ({ ...a, oggetto: senzaCodiceFiscale(a.oggetto) }));
  return { ...vita, soggetto: senzaCodiceFiscale(vita.soggetto), fatti, righe, variazioni, anomalie };
}

/** Explains a person; the outcome says how many answer to that name. */
export async function esponiVita(ambiente: Ambiente, o: OpzioniVita, chi: string): Promise<Esito> {
  const valori = o.valori === true;
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const contesto = contestoDi(enteScelto(impostazioni, o.comune), oggiInItalia(ambiente.now()));
    const vite = await vitaDi(db, chi, contesto);
    const quando = ambiente.now().toISOString();
    for (const vita of valori ? vite : []) {
      const oggetto = `soggetto:${senzaCodiceFiscale(vita.soggetto)}`;
      await db.transaction((tx) =>
        registraAzione(tx, { quando, attore: ambiente.attore, azione: 'spiega-valori', oggetto }),
      );
    }
    if (vite.length === 0)
      return { code: ESITO.TROVATO, text: 'Nessun fatto parla di questo soggetto.', data: { errore: 'NON_TROVATO' } };
    const text = vite.map((v) => testoVita(v, valori)).join('\n\n');
    return { code: ESITO.OK, text, data: { vite: valori ? vite : vite.map(senzaValori) } };
  });
}
