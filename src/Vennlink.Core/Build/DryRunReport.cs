using Vennlink.Archives;
using Vennlink.Snapshots;

namespace Vennlink.Build;

/// <summary>What a build would read, and whether it would succeed.</summary>
public sealed record DryRunReport
{
    /// <summary>
    /// What each input that can be read gives, told apart (<see cref="InputFile.ToldApart"/>). Pages are not counted,
    /// and graphs not read: they have no digest either.
    /// </summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>Full paths of <see cref="Inputs"/>.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Paths of inputs whose bytes are those of an earlier one: they would be read once.</summary>
    public required IReadOnlyList<string> Duplicates { get; init; }

    /// <summary>What is wrong with each input that cannot be read.</summary>
    public required IReadOnlyList<InputException> Problems { get; init; }

    /// <summary>Remarks on files of folders that are no inputs.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Most bytes that the build would add to the index folder, by estimate.</summary>
    public required long NeededDiskBytes { get; init; }

    /// <summary>Why the build would not succeed; null when nothing is known that would keep it.</summary>
    public required string? Refusal { get; init; }
}
