package prose

import (
	"strings"
	"unicode"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// statusWords maps headings in the languages of the shipped themes to statuses, in addition to the ones that
// [exchange.LabelStatus] knows.
var statusWords = func() map[string]incident.Status {
	m := map[string]incident.Status{}
	for status, words := range map[incident.Status]string{
		incident.Investigating: "wird untersucht|untersuchung|en cours d’investigation|en cours d'investigation|enquête en cours|investigando|en investigación|in esame|analisi in corso|em investigação|wordt onderzocht|in onderzoek|badanie|badane|досліджується|розслідується|調査中|조사 중|正在调查|调查中|قيد التحقيق|looking into it|acknowledged|new issue|reopened|initial report|initial notice",
		incident.Identified:    "ursache gefunden|identifiziert|identifié|cause identifiée|causa identificada|identificado|causa individuata|identificato|oorzaak gevonden|geïdentificeerd|zidentyfikowano|przyczyna znana|причину встановлено|原因を特定|原因特定|원인 파악|原因已确定|已确认|تم تحديد السبب|root cause identified|working on a fix|resolving",
		incident.Monitoring:    "wird beobachtet|beobachtung|surveillance|sous surveillance|supervisando|en observación|monitoreando|monitoraggio|in osservazione|monitorando|em monitoramento|wordt gevolgd|monitorowanie|monitorowane|спостереження|监控中|监测中|監視中|모니터링 중|모니터링|قيد المراقبة|recovery|recovered|fix deployed|rolled back|mitigation",
		incident.Resolved:      "behoben|gelöst|résolu|résolue|resuelto|solucionado|risolto|resolvido|opgelost|verholpen|rozwiązane|rozwiązany|usunięto|вирішено|усунено|解決済み|解決|復旧|해결됨|해결|已解决|已恢复|تم الحل|final update|over|it is over|back to normal|back online|all clear|closing note|resolutions|solved",
		incident.Scheduled:     "planned|planned outage|scheduled outage|geplant|planifié|planifiée|programado|programada|programmato|pianificato|programmata|agendado|agendada|gepland|zaplanowane|заплановано|予定|예정|已计划|مجدول|upcoming|announcement|announced|notice of maintenance|postponed|rescheduled|planned maintenance|scheduled maintenance|upcoming maintenance|upcoming planned maintenance",
		incident.InProgress:    "läuft|in arbeit|en cours|en curso|in corso|em andamento|bezig|w toku|триває|виконується|進行中|진행 중|进行中|قيد التنفيذ|started|begun|underway|under way|ongoing|starting",
		incident.Verifying:     "wird geprüft|vérification|verificando|verifica|in verifica|wordt gecontroleerd|weryfikacja|перевірка|確認中|확인 중|验证中|قيد التحقق|verification",
		incident.Completed:     "abgeschlossen|terminé|terminée|completado|completada|completato|completata|concluído|concluída|voltooid|afgerond|zakończone|завершено|完了|완료|已完成|مكتمل|finished|completion",
		incident.Postmortem:    "abschlussbericht|analyse nach dem vorfall|informe final|análisis posterior|analisi finale|relatório final|retrospectiva|pośmiertna|事後分析|사후 분석|事后分析|post mortem|retrospective|root cause analysis|incident report",
	} {
		for w := range strings.SplitSeq(words, "|") {
			m[w] = status
		}
	}
	return m
}()

// updateWords are headings that start an update without naming a status.
var updateWords = wordSet("update|updates|updated|edit|edited|addendum|news|follow-up|followup|follow up|further update|new update|latest update|aktualisierung|nachtrag|mise à jour|actualización|aggiornamento|atualização|bijgewerkt|aktualizacja|оновлення|更新|更新情報|업데이트|تحديث")

// fillers are words that a heading may have beside the name of a status: "The issue has been resolved".
var fillers = wordSet("the|this|an|a|issue|issues|incident|message|maintenance|update|status|outage|problem|has|have|been|is|are|now|was|fully|service|services|all|planned|scheduled|report|migration|upgrade|work|everything|wartung|störung|das|die|der|ist|wurde")

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.SplitSeq(list, "|") {
		m[w] = true
	}
	return m
}

// heading is what a heading means.
type heading int

const (
	other     heading = iota // anything else
	updated                  // a heading such as "Update 2"
	statusful                // the name of a status
)

// means returns what the text of a heading means: a status, an update without a status, or neither.
func means(label string) (incident.Status, heading) {
	text := normalise(label)
	if text == "" || len(text) > 80 {
		return incident.NoStatus, other
	}
	if s, h := meansExactly(text); h != other {
		return s, h
	}
	// "Resolution (1)", "Initial message - Friday", "Status: Monitoring", "Update on Monday"
	for _, cut := range []string{" (", " - ", " – ", " — ", ": ", ", ", " on ", " at "} {
		if first, rest, found := strings.Cut(text, cut); found {
			if s, h := meansExactly(first); h != other {
				return s, h
			}
			if s, h := meansExactly(rest); h != other && fillers[first] {
				return s, h
			}
		}
	}
	return incident.NoStatus, other
}

func meansExactly(text string) (incident.Status, heading) {
	text = strings.TrimRight(strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '#' || r == '(' || r == ')' }), "0123456789.:!# ")
	if s, ok := named(text); ok {
		return s, statusful
	}
	if updateWords[text] {
		return incident.NoStatus, updated
	}
	var left []string
	words := strings.Fields(text)
	for _, w := range words {
		if !fillers[w] {
			left = append(left, w)
		}
	}
	if len(left) == 0 || len(left) == len(words) || len(words) > 7 {
		return incident.NoStatus, other
	}
	if s, ok := named(strings.Join(left, " ")); ok {
		return s, statusful
	}
	return incident.NoStatus, other
}

// named returns the status that a text in lower case names, of either type of incident.
func named(text string) (incident.Status, bool) {
	if s, ok := incident.StatusNamed(text); ok {
		return s, s != incident.NoStatus
	}
	if s, ok := statusWords[text]; ok {
		return s, true
	}
	return exchange.LabelStatus(text, incident.Unplanned)
}

// asides are names of statuses that, as the first word of a paragraph, rather begin a part of an update.
var asides = wordSet("cause|cause identified|root cause identified|detected|first detected|reported|observation|troubleshooting|over|open|done|complete|recovery|mitigation|planned|started|scheduled|ongoing|upcoming|maintenance|acknowledged")

// plain reports whether a word that is not emphasised, with a colon after it, starts an update.
func plain(text string) bool {
	text = normalise(text)
	_, status := named(text)
	return (status || updateWords[text]) && !asides[text]
}

// normalise returns a heading in lower case, with single spaces and without marks around it.
func normalise(label string) string {
	label = strings.Join(strings.FieldsFunc(label, func(r rune) bool { return unicode.IsSpace(r) || r == '*' || r == '_' || r == '\\' || r == '`' }), " ")
	label = label[len(emojiLead(label)):]
	label = strings.TrimRightFunc(label, func(r rune) bool { return decorative(r) || r == ' ' })
	return strings.ToLower(strings.Trim(label, ":-–—.!=~[]#|• "))
}

// ofType returns a status as incidents of type t name it.
func ofType(s incident.Status, t incident.Type) incident.Status {
	if s == incident.NoStatus || s.Of(t) {
		return s
	}
	if s == incident.InProgress {
		return incident.NoStatus // "Ongoing" does not mean that the cause is known
	}
	converted, _ := exchange.LabelStatus(s.Label(), t)
	return converted
}

// saysOver returns the status that ends an incident if the text of an update begins with a short
// sentence such as "Incident resolved."
func saysOver(text string) bool {
	first := strings.TrimSpace(text)
	if n := strings.IndexAny(first, ".!\n。"); n >= 0 {
		first = first[:n]
	}
	s, h := means(first)
	return h == statusful && s.Over() && s != incident.Postmortem
}
