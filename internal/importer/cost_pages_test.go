package importer_test

import (
	"strconv"
	"strings"

	"statuary/internal/hostile"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/statusapi"
)

// repeat is a source with many copies of each between before and after. # is the number of a copy.
func repeat(name, before, each, after string) hostile.Text {
	return hostile.Text{Name: name, Make: func(n int) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.ReplaceAll(each, "#", strconv.Itoa(i)))
		}
		return strings.TrimSuffix(b.String(), ",") + after
	}}
}

// pageSources are the formats of hosted tools and the lines in entries of feeds.
func pageSources() []source {
	const at = `"created_at":"2024-03-01 10:00:00"`
	const item = `<rss version="2.0"><channel><title>t</title><item><guid>a</guid><link>https://x/i/1</link><pubDate>Wed, 01 Jan 2014 09:09:00 -0800</pubDate><description><![CDATA[`
	const end = `]]></description></item></channel></rss>`
	const report = `{"data":{"type":"status_page","attributes":{}},"included":[`
	const update = `"type":"status_update","attributes":{"status_report_id":1,"published_at":"2025-01-10T10:00:00Z","message":"m","affected_resources":[`
	return []source{
		{"lines.rss", feeds.Read, nil, []hostile.Text{
			repeat("lines", item, "Status: Resolved\n", end),
			repeat("affected", item, "Affected: a#\n", end),
			repeat("names", item+"Affected: ", "a#, ", end),
			repeat("headings", item, "Affected components\n", end),
			repeat("lists", item, "Affected components<ul><li>a#</li></ul>", end),
			repeat("list", item+"Affected components<ul>", "<li>a#</li>", end),
			repeat("list-before-text", item+"Affected components<ul>", "<li>a.</li>", "</ul>x"+end),
			repeat("updates", `<rss version="2.0"><channel><title>t</title>`, `<item><guid>#</guid><title>[Resolved] t</title><link>https://x/i/1</link><pubDate>Wed, 01 Jan 2014 09:09:00 -0800</pubDate></item>`, "</channel></rss>"),
			repeat("titles", `<rss version="2.0"><channel><title>t</title><item><guid>1</guid><pubDate>Wed, 01 Jan 2014 09:09:00 -0800</pubDate><title>`, `[Resolved] `, "</title></item></channel></rss>"),
		}},
		{"cachet.json", statusapi.Cachet, nil, []hostile.Text{
			repeat("incidents", `{"data":[`, `{"id":#,"name":"n","message":"m","status":4,`+at+`},`, "]}"),
			repeat("incidents-equal", `{"data":[`, `{"id":1,"name":"n","message":"m","status":4,`+at+`},`, "]}"),
			repeat("updates", `{"data":[{"id":1,"name":"n","message":"m","status":4,`+at+`,"updates":[`, `{"id":#,"status":2,"message":"m",`+at+`},`, "]}]}"),
			repeat("components", `{"data":[`, `{"id":#,"name":"n","status":1,"group_id":1},`, "]}"),
			repeat("affected", `{"data":[{"id":1,"name":"n","message":"m","status":4,`+at+`,"components":[`, `{"id":#},`, "]}]}"),
		}},
		{"kener.json", statusapi.Kener, nil, []hostile.Text{
			repeat("incidents", `{"incidents":[`, `{"id":#,"title":"t","start_date_time":1756717200,"state":"RESOLVED"},`, "]}"),
			repeat("monitors", `{"incidents":[{"id":1,"title":"t","start_date_time":1756717200,"monitors":[`, `{"monitor_tag":"t#","impact":"DOWN"},`, "]}]}"),
			repeat("monitors-bad", `{"incidents":[{"id":1,"title":"t","start_date_time":1756717200,"monitors":[`, `{"monitor_tag":"t#"},`, "]}]}"),
			repeat("comments", `{"incidents":[{"id":1,"title":"t"}],"comments":[`, `{"incident_id":1,"comment":"c","timestamp":1756717200,"state":"RESOLVED"},`, "]}"),
			repeat("components", `{"monitors":[`, `{"tag":"t#","name":"n"},`, "]}"),
		}},
		{"betterstack.json", statusapi.BetterStack, nil, []hostile.Text{
			repeat("reports", report, `{"id":#,"type":"status_report","attributes":{"title":"t","starts_at":"2025-01-10T10:00:00Z"}},`, "]}"),
			repeat("updates", report+`{"id":1,"type":"status_report","attributes":{"title":"t"}},`, `{"id":#,`+update+`]}},`, "]}"),
			repeat("updates-linked", report+`{"id":1,"type":"status_report","relationships":{"status_updates":{"data":[`, `{"id":#},`, "]}}}]}"),
			repeat("affected", report+`{"id":1,"type":"status_report","attributes":{"title":"t"}},{"id":2,`+update, `{"status_page_resource_id":#,"status":"downtime"},`, "]}}]}"),
			repeat("affected-each", report+`{"id":1,"type":"status_report","attributes":{"title":"t"}},`, `{"id":#,`+update+`{"status_page_resource_id":#,"status":"downtime"}]}},`, "]}"),
			repeat("resources", report, `{"id":#,"type":"status_page_resource","attributes":{"public_name":"n"}},`, "]}"),
		}},
		{"openstatus.json", statusapi.OpenStatus, nil, []hostile.Text{
			repeat("reports", `{"statusReports":[`, `{"id":#,"title":"t","statusReportUpdates":[{"status":"resolved","date":"2025-08-10T11:00:00Z"}]},`, "]}"),
			repeat("components", `{"statusReports":[],"pageComponents":[`, `{"id":#,"name":"n"},`, "]}"),
			repeat("maintenances", `{"statusReports":[],"maintenances":[`, `{"id":#,"name":"n","from":"2025-08-01T20:00:00Z"},`, "]}"),
		}},
		{"kuma.json", statusapi.Kuma, nil, []hostile.Text{
			repeat("incidents", `{"config":{},"publicGroupList":[],"incidents":[`, `{"id":#,"title":"t","createdDate":"2025-05-01 10:00:00"},`, "]}"),
			repeat("monitors", `{"config":{},"publicGroupList":[{"name":"g","monitorList":[`, `{"id":#,"name":"n"},`, "]}]}"),
			repeat("maintenances", `{"config":{},"publicGroupList":[],"maintenanceList":[`, `{"id":#,"title":"t","strategy":"single","dateRange":["2025-05-01 10:00:00"],"timezone":"Europe/Berlin"},`, "]}"),
		}},
	}
}
