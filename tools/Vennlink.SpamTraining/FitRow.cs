namespace Vennlink.SpamTraining;

/// <summary>A site as the fit reads it.</summary>
internal sealed class FitRow
{
    /// <summary>Whether it is spam.</summary>
    public bool Label { get; set; }

    /// <summary>Values of the columns.</summary>
    public float[] Features { get; set; } = [];
}
