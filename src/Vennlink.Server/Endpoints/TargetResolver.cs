using Vennlink.Query;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Endpoints;

/// <summary>Turns targets as typed into targets of one snapshot, by its suffix list.</summary>
internal sealed class TargetResolver(Snapshot snapshot, RequestProblems problems)
{
    private readonly TargetParser _parser = new(snapshot);

    /// <summary>The targets that could be resolved; the others are problems now.</summary>
    public IReadOnlyList<Target> Resolve(IEnumerable<RequestTarget> targets) =>
        [.. targets.Select(Resolve).OfType<Target>()];

    /// <summary>One target; null if it is a problem.</summary>
    public Target? Resolve(RequestTarget target)
    {
        if (target.Text is null)
        {
            return null;
        }

        // A missing scope is a problem already; the narrowest one finds what else is wrong.
        TargetProblem problem = _parser.TryParse(target.Text, target.Scope ?? TargetScope.Page, out Target? resolved);
        if (resolved is null)
        {
            problems.Add(target.Field, problem, target.Text);
        }

        return resolved;
    }
}
