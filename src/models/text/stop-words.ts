import type { StopWordLanguage } from "./stop-word-languages.ts";

/**
 * Function words that say nothing about what a text is about, by the name of the language. Lists of our own: articles,
 * pronouns, prepositions, conjunctions, auxiliaries and the commonest adverbs, in lower case. Parts that a tokeniser makes
 * of contractions ("don't" → "don") are among them; single letters are no tokens and need none.
 */
const LISTS: Readonly<Record<StopWordLanguage, string>> = {
  english: `
    about above across after afterwards again against ain all almost alone along already also although always am among
    an and another any anybody anyone anything anyway anywhere are aren around as at away back be became because become
    becomes been before behind being below beside besides between beyond both but by can cannot could couldn did didn do
    does doesn doing don done down during each either else enough etc even ever every everybody everyone everything
    everywhere except few for from further get gets getting give go goes got had hadn has hasn have haven having he hence
    her here hers herself him himself his how however if in indeed instead into is isn it its itself just keep last least
    less let ll many may maybe me meanwhile might mightn mine more moreover most mostly much must mustn my myself namely
    neither never nevertheless next no nobody none nor not nothing now nowhere of off often on once one only onto or other
    others otherwise our ours ourselves out over own part per perhaps please put quite rather re really same say see seem
    seemed seems several shall shan she should shouldn since so some somebody somehow someone something sometime sometimes
    somewhere still such take than that the their theirs them themselves then thence there therefore these they this those
    though through throughout thru thus to together too toward towards under unless until up upon us ve very via was wasn
    we well were weren what whatever when whence whenever where whereas wherever whether which while who whoever whole
    whom whose why will with within without won would wouldn yet you your yours yourself yourselves`,
  german: `
    ab aber als also alle allem allen aller alles am an ander andere anderem anderen anderer anderes auch auf aus außer bei
    beide beiden beim bereits bin bis bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darin
    darüber darum das dass daß davon dazu dein deine deinem deinen deiner dem den denen denn der deren des dessen dich die
    dies diese dieselbe diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einige einigen
    einiger einmal er erst es etwas euch euer eure für gegen gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm
    ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins ist ja jede jedem jeden jeder jedes jedoch jene jenem
    jenen jener jenes jetzt kann kein keine keinem keinen keiner können könnte man manche mehr mein meine meinem meinen
    meiner mich mir mit muss musste nach nachdem neben nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen
    seiner seines seit selbst sich sie sind so sobald solche soll sollte sondern sonst sowie über um und uns unser unsere
    unter viel vom von vor während wann war waren warum was weder weg weil weiter welche welchem welchen welcher welches
    wenn wer werde werden wie wieder will wir wird wirst wo wollen wollte worden wurde wurden würde würden zu zum zur zwar
    zwischen`,
  french: `
    ai ainsi alors après as au aucun aucune aujourd aussi autre autres aux avaient avait avant avec avoir ayant bien car ce
    ceci cela celle celles celui cependant ces cet cette ceux chacun chaque chez ci comme comment contre dans de depuis des
    dès deux devant doit donc dont du durant elle elles en encore entre es est et étaient était étant été être eu eux fait
    faire fois font fut hors ici il ils je jusqu jusque la là laquelle le lequel les lesquels leur leurs lors lorsque lui
    ma mais me même mêmes mes mien moi moins mon ne ni non nos notre nous on ont or ou où par parce parmi pas pendant peu
    peut peuvent plus plutôt pour pourquoi presque puis puisque quand que quel quelle quelles quelque quelques quels qui
    quoi sa sans se selon sera serait ses si sien soi soit son sont sous suis sur ta tandis tant te tel telle tels tes toi
    ton toujours tous tout toute toutes très trop tu un une vers voici voilà vont vos votre vous`,
  spanish: `
    ahora al algo algunas alguno algunos alguna ambos ante antes aquel aquella aquellas aquellos aquí así aún aunque bajo
    bien cada casi como cómo con contra cual cuál cuales cualquier cuando cuándo cuanto de del demás desde después donde
    dónde dos durante el él ella ellas ello ellos en entonces entre era eran es esa esas ese eso esos esta está están estaba
    estar estas este esto estos fue fueron ha había han has hasta hay he hemos incluso la las le les lo los luego más me
    mediante mi mí mientras mis mismo misma mucho muchos muy nada ni ningún ninguna no nos nosotros nuestra nuestro o os
    otra otras otro otros para pero poco por porque pues que qué quien quién quienes se sea según ser será si sí sido sin
    sino sobre solo sólo son su sus también tampoco tan tanto te tener tiene tienen toda todas todavía todo todos tras tu
    tus un una unas uno unos usted ustedes ya yo`,
};

/** The list of a language, by the code of the language as in BCP 47: `en`, `de`, `fr`, `es`; undefined for others. */
export const STOP_WORDS_OF_CODE: ReadonlyMap<string, StopWordLanguage> = new Map([
  ["en", "english"],
  ["de", "german"],
  ["fr", "french"],
  ["es", "spanish"],
]);

/** The stop words of a language, in lower case. */
export function stopWords(language: StopWordLanguage): ReadonlySet<string> {
  return new Set(LISTS[language].trim().split(/\s+/));
}
