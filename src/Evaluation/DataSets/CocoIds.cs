namespace DetectionSdk.Evaluation;

/// <summary>
/// The ids under which COCO files know the images and classes of a data set: its own, else position plus one.
/// </summary>
internal sealed class CocoIds
{
    private readonly AnnotatedDataSet _dataSet;
    private readonly bool _ownImageIds, _ownCategories;

    public CocoIds(AnnotatedDataSet dataSet)
    {
        _dataSet = dataSet;
        int named = dataSet.Images.Where(image => image.CocoId is not null).DistinctBy(image => image.CocoId).Count();
        _ownImageIds = named == dataSet.Images.Count;
        _ownCategories = dataSet.CategoryKeys?.Count == dataSet.ClassNames.Count;
        if (dataSet.CategoryIds is { } ids && ids.Distinct().Count() != dataSet.ClassNames.Count)
            throw new ArgumentException(
                $"There are {dataSet.ClassNames.Count} classes, expected as many distinct category ids.",
                nameof(dataSet));
    }

    public long ImageId(int index) => _ownImageIds ? _dataSet.Images[index].CocoId!.Value : index + 1;

    public int CategoryId(int classId) => _dataSet.CategoryIds?[classId] ?? classId + 1;

    /// <summary>Index of the image by the id that its json has.</summary>
    public Dictionary<CocoKey, int> ImageIndexByKey() =>
        Enumerable.Range(0, _dataSet.Images.Count).ToDictionary(index =>
            _dataSet.Images[index].CocoKey is { } text && _ownImageIds ? new CocoKey(text) : ImageId(index));

    /// <summary>Index of the class by the id that its json has.</summary>
    public Dictionary<CocoKey, int> ClassByKey() =>
        Enumerable.Range(0, _dataSet.ClassNames.Count).ToDictionary(classId =>
            _dataSet.CategoryIds is null && _ownCategories ? _dataSet.CategoryKeys![classId] : CategoryId(classId));
}
