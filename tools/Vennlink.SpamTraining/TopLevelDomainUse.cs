namespace Vennlink.SpamTraining;

/// <summary>Which top-level domains may have weights.</summary>
internal enum TopLevelDomainUse
{
    /// <summary>None.</summary>
    None,

    /// <summary>
    /// Those of countries are in the fit, so that the places that lists were made at do not pass for properties of
    /// names; in the model they weigh what <c>com</c> does.
    /// </summary>
    Generic,

    /// <summary>All.</summary>
    All,
}
