using System.Globalization;
using System.Text.Json;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Server.Endpoints.Questions;
using Vennlink.Server.Serving;
using Vennlink.Server.Sessions;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints.Page;

/// <summary><c>GET /api/v1/index</c>: what is served, and what may be asked of it; also while nothing is.</summary>
internal sealed class IndexEndpoint(EndpointServices services) : IEndpoint
{
    private const string Pages = "pages";

    public string Method => HttpMethods.Get;

    public string Path => "/api/v1/index";

    public int MaxBodyBytes => services.Options.MaxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        using SnapshotLease? lease = services.Snapshots.TryLeaseCurrent();
        return Task.FromResult(EndpointAnswer.OfJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("snapshot", lease?.Served.Id);
            json.WriteString("version", ServerVersion.Text);
            json.WriteString("problem", services.Snapshots.Problem);
            if (lease is not null)
            {
                AskedQuestion.Read(services, lease.Served, () => WriteIndex(json, lease.Served));
            }

            WriteLimits(json);
            json.WriteBoolean("can_import", services.Options.CanImport);
            json.WriteBoolean(
                "can_import_folders", services.Options.CanImport && call.AccessId == Session.LocalAccessId);
            json.WriteBoolean("has_sample", services.Options is { CanImport: true, SampleFolder: not null });
            json.WriteBoolean("compare", services.Compared is not null);
            json.WriteEndObject();
        }) with
        { SnapshotId = lease?.Served.Id });
    }

    private static bool WriteIndex(Utf8JsonWriter json, ServedSnapshot served)
    {
        Manifest manifest = served.Snapshot.Manifest;
        json.WriteString("built", served.Written.ToString(Timestamp.Format, CultureInfo.InvariantCulture));
        json.WriteString("until", manifest.Until);
        json.WriteString("kind", manifest.Options.GetValueOrDefault("graph") ?? Pages);
        json.WriteStartObject("counts");
        json.WriteNumber("inputs", manifest.Inputs.Count);
        foreach ((string name, long count) in manifest.Counts.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        AnswerFields.WriteRead(json, manifest);
        json.WriteTexts("source_scopes", QuestionWords.SourceScopes
            .Where(scope => scope.Value == SourceScope.RootDomain || !served.Snapshot.IsDomainGraph)
            .Select(scope => scope.Name));
        json.WriteStartObject("highest");
        bool hasSources = served.Snapshot.SourceDomainCount > 0;
        json.WriteNumber(
            "domain_authority", hasSources ? served.Snapshot.DomainAuthority(new DomainId(0)) : 0);
        json.WriteNumber("page_authority", served.HighestPageAuthority);
        json.WriteEndObject();
        return true;
    }

    private void WriteLimits(Utf8JsonWriter json)
    {
        ServerOptions options = services.Options;
        json.WriteStartObject("limits");
        json.WriteNumber("max_page", options.MaxPageRows);
        json.WriteNumber("max_targets", options.MaxQuestionTargets);
        json.WriteNumber("max_subset_targets", SubsetsEndpoint.MaxTargets);
        json.WriteNumber("question_bytes", options.MaxQuestionBytes);
        json.WriteNumber("upload_bytes", options.MaxUploadBytes);
        json.WriteNumber("upload_files", options.MaxUploadFiles);
        json.WriteEndObject();
    }
}
