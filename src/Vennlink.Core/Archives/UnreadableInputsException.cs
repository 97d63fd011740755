namespace Vennlink.Archives;

/// <summary>Inputs that cannot be read, so that nothing was built: all of them, each with its reason.</summary>
public sealed class UnreadableInputsException(IReadOnlyList<InputException> problems)
    : Exception($"{(problems.Count == 1 ? "1 input" : $"{problems.Count} inputs")} cannot be read; mend or move "
        + "what is named above, or give --skip-unreadable to build without")
{
    /// <summary>What is wrong with each of them.</summary>
    public IReadOnlyList<InputException> Problems { get; } = problems;
}
