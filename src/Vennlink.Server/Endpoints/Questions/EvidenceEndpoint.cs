using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Vennlink.Links;
using Vennlink.Query;
using Vennlink.Query.Explain;
using Vennlink.Query.Output;
using Vennlink.Query.Questions;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints.Questions;

/// <summary><c>POST /api/v1/evidence</c>: the links of a source to some targets.</summary>
internal sealed class EvidenceEndpoint(EndpointServices services) : IEndpoint
{
    public string Method => HttpMethods.Post;

    public string Path => "/api/v1/evidence";

    public int MaxBodyBytes => services.Options.MaxQuestionBytes;

    public async Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        QuestionProblems found = new();
        EvidenceQuestion question = EvidenceQuestion.Read(call.Body, found);
        if (question.To.Count > services.Options.MaxQuestionTargets)
        {
            found.Add("to", string.Create(CultureInfo.InvariantCulture,
                $"may have up to {services.Options.MaxQuestionTargets} targets, not {question.To.Count}"));
        }

        RequestProblems problems = new();
        problems.Add(found);
        problems.ThrowIfAny();
        using SnapshotLease lease = services.Snapshots.TryLeaseCurrent()
            ?? throw ApiException.NoIndex(services.Snapshots.Problem);
        ServedSnapshot served = lease.Served;
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter json = new(body, JsonOutput.Options);
        long rowCount = await services.Gate.RunAsync(
            cancellationToken => AskedQuestion.Read(
                services, served, () => Write(json, question, served, cancellationToken)), call.ClientLeft);
        json.Flush();
        return new EndpointAnswer(body.WrittenMemory) { SnapshotId = served.Id, RowCount = rowCount };
    }

    private long Write(
        Utf8JsonWriter json, EvidenceQuestion question, ServedSnapshot served, CancellationToken cancellationToken)
    {
        QuestionProblems found = new();
        (Target Source, IReadOnlyList<Target> To)? asked =
            new QuestionResolver(served.Snapshot).Resolve(question, found);
        RequestProblems problems = new();
        problems.Add(found);
        problems.ThrowIfAny();
        (Target source, IReadOnlyList<Target> targets) = asked!.Value;
        TargetEvidence[] evidence = [.. Find(question, served, source, targets, cancellationToken)];
        json.WriteStartObject();
        AnswerJson.WriteHead(json, question.Id, served);
        json.WriteString("source", source.Text);
        EvidenceOutput.Write(json, targets, evidence);
        json.WriteEndObject();
        return evidence.Sum(ofTarget => (long)ofTarget.Links.Count);
    }

    private IEnumerable<TargetEvidence> Find(EvidenceQuestion question, ServedSnapshot served, Target source,
        IReadOnlyList<Target> targets, CancellationToken cancellationToken)
    {
        // What the operator lets count in rows counts here too.
        LinkFilter? links = LinkFilter.With(question.Links, services.Options.FollowedOnly);
        SourceScope scope = source.Scope switch
        {
            TargetScope.Page => SourceScope.Page,
            TargetScope.Subdomain => SourceScope.Subdomain,
            _ => SourceScope.RootDomain,
        };
        Evidence evidence = new(served.Snapshot);
        return targets.Select((target, index) => Evidence.First(
            index, question.Limit, evidence.Find(scope, source.Key, target, links, cancellationToken)));
    }
}
