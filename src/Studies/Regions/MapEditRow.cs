namespace DetectionSdk.Studies;

/// <summary>How much an output changes at a distance from the part of its map that was edited.</summary>
/// <param name="From">Least distance in output pixels; 0 stands for the edited part itself.</param>
/// <param name="To">Largest distance; null: none.</param>
/// <param name="Change">Mean absolute change in grey levels, over pixels and channels.</param>
/// <param name="Largest">Largest change of any of them.</param>
public sealed record MapEditRow(int From, int? To, double Change, double Largest);
