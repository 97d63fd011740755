using Vennlink.Query.Walk;

namespace Vennlink.Query.Filters;

/// <summary>Several conditions on sources that must all hold, asked in their order: the cheap ones first.</summary>
/// <param name="tests">At least one.</param>
internal sealed class AllTests(IReadOnlyList<ISourceTest> tests) : ISourceTest
{
    /// <summary>One condition of several; null of none.</summary>
    public static ISourceTest? Of(IReadOnlyList<ISourceTest> tests) => tests.Count switch
    {
        0 => null,
        1 => tests[0],
        _ => new AllTests(tests),
    };

    /// <inheritdoc/>
    public bool Holds(uint sourceId)
    {
        foreach (ISourceTest test in tests)
        {
            if (!test.Holds(sourceId))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Narrow(uint start, Span<ulong> sources)
    {
        foreach (ISourceTest test in tests)
        {
            test.Narrow(start, sources);
        }
    }
}
