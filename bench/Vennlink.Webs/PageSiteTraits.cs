namespace Vennlink.Webs;

/// <summary>What stands on every page of a site.</summary>
/// <param name="NavigationCount">Links to pages of the site.</param>
/// <param name="FooterCount">Links to other domains.</param>
/// <param name="Cluster">The spam cluster whose footer it has, −1 for a footer of its own.</param>
internal readonly record struct PageSiteTraits(int NavigationCount, int FooterCount, int Cluster);
